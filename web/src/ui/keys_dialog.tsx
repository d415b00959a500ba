import { Button, Dialog, Heading, Modal, ModalOverlay, SwitchButton, SwitchField } from 'react-aria-components';
import { useApp, useScreen, useTexts } from './context';
import { KEY_HELP } from './use_keys';

export function KeysDialog() {
  const app = useApp();
  const { t } = useTexts();
  const { keysOpen, singleKeys } = useScreen();
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
            {KEY_HELP.map(({ keys, text }) => (
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
