// A build that failed, with its place in the Dockerfile: what a person opens next.
import { AppError } from '../../base/errors';

export interface BuildPlace {
  /** The build context, absolute. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly dockerfile: string;
  /** 0-based, when it is known. */
  readonly line: number | undefined;
}

export class BuildFailure extends AppError {
  constructor(
    message: string,
    details: { remedy?: string | undefined; detail?: string | undefined },
    readonly place: BuildPlace,
  ) {
    super('refused', message, details);
  }
}
