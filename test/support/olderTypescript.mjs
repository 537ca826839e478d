// The compiler API of TypeScript 5, as a program that imports `typescript` expects it.
import { ts } from '@ts-morph/common';

export default ts;
