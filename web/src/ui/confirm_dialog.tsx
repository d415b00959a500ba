import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from './context';

interface Props {
  readonly title: string;
  readonly yes: string;
  readonly children: ReactNode;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks before something that a person would not like to have done by a slip. Open as long as it is rendered. */
export function ConfirmDialog({ title, yes, children, onYes, onClose }: Props) {
  const { t } = useTexts();
  return (
    <ModalOverlay className="modal-back" isOpen onOpenChange={(open) => { if (!open) onClose(); }} isDismissable>
      <Modal className="modal">
        <Dialog className="confirm-dialog" role="alertdialog">
          <Heading slot="title">{title}</Heading>
          <p>{children}</p>
          <div className="form-buttons">
            <Button className="small-button strong" onPress={() => { onYes(); onClose(); }}>{yes}</Button>
            <Button slot="close" className="small-button">{t('act.cancel')}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
