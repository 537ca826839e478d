// A text box with the way back, which VS Code's simple one has not.
import * as vscode from 'vscode';
import type { TextOptions } from './prompts';
import { WentBack } from './steps';

/** Undefined when it was left; throws `WentBack`. */
export function showInput({
  title,
  prompt,
  value,
  placeholder,
  secret,
  problem,
}: TextOptions): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = title;
  box.prompt = prompt;
  box.value = value ?? '';
  box.placeholder = placeholder;
  box.password = secret ?? false;
  box.ignoreFocusOut = true;
  box.buttons = [vscode.QuickInputButtons.Back];
  return new Promise<string | undefined>((resolve, reject) => {
    box.onDidChangeValue(text => {
      box.validationMessage = problem?.(text);
    });
    box.onDidAccept(() => {
      box.validationMessage = problem?.(box.value);
      if (box.validationMessage) return;
      resolve(box.value);
      box.hide();
    });
    box.onDidTriggerButton(() => {
      reject(new WentBack());
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
