import { Button, Dialog, Heading, Modal, ModalOverlay, SwitchButton, SwitchField } from 'react-aria-components';
import { useApp, useCell, useScreen, useTexts } from './context';
import { ACT_KEY_HELP, KEY_HELP } from './use_keys';

export function KeysDialog() {
  const app = useApp();
  const { t } = useTexts();
  const { keysOpen, singleKeys } = useScreen();
  const me = useCell(app.desk.me);
  return (
    <ModalOverlay className="modal-back" isOpen={keysOpen} onOpenChange={(open) => app.set({ keysOpen: open })} isDismissable>
      <Modal className="modal">
        <Dialog className="keys-dialog">
          <Heading slot="title">{t('keys.title')}</Heading>
          <SwitchField isSelected={singleKeys} onChange={(on) => app.set({ singleKeys: on })}>
            <SwitchButton className="switch">
              <i className="switch-track" aria-hidden="true" />
              {t('keys.single')}
            </SwitchButton>
          </SwitchField>
          <dl>
            {[...KEY_HELP, ...(me ? ACT_KEY_HELP : [])].map(({ keys, text }) => (
              <div key={text}>
                <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
                <dd>{t(text)}</dd>
              </div>
            ))}
          </dl>
          <Button slot="close" className="small-button strong">{t('case.close')}</Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
