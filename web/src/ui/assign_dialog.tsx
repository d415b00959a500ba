import { useId, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { EMPTY_DRAFT, missingOf } from '../state/draft';
import type { Permission } from '../wire/action';
import { ActionField } from './action_fields';
import { useApp, useCell, useTexts } from './context';
import { startBulk } from './marked';
import { missingWords } from './missing_words';

/** What the daemon wants of each case is asked for each case; this is what the form wants of the person. */
const ASSIGN: Permission = { action: 'assign', to: null, needs: [], role: null };

export function AssignDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const { t } = useTexts();
  const hint = useId();
  const { size } = useCell(app.marks).ids;
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const missing = missingOf(ASSIGN, draft);
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <ModalOverlay className="modal-back" isOpen onOpenChange={(open) => { if (!open) onClose(); }} isDismissable>
      <Modal className="modal">
        <Dialog className="confirm-dialog">
          <Heading slot="title">{t('bulk.assignTitle', { n: size })}</Heading>
          <form
            className="action-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (missing.length > 0) return;
              startBulk(app, 'assign', draft);
              onClose();
            }}
          >
            <ActionField field="unit" permission={ASSIGN} needed draft={draft} onChange={change} />
            <ActionField field="note" permission={ASSIGN} needed={false} draft={draft} onChange={change} />
            <p id={hint} className="sub" role="status">{missingWords(t, missing)}</p>
            <div className="form-buttons">
              <button type="submit" className="small-button strong" disabled={missing.length > 0} aria-describedby={hint}>{t('act.assign')}</button>
              <Button slot="close" className="small-button">{t('act.cancel')}</Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
