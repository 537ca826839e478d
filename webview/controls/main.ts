// Defines the elements of `@vscode/webview-ui-toolkit` that `shared/controls.ts` makes. The toolkit is archived upstream:
// this is the only file that imports it. Every page runs it behind the panel's own script, so that a panel has asked for
// its rows before the elements are defined.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing(), vsCodeTextField());
