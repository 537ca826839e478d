// Makes blocks of rows of the captured lines of one worker, as they lie on disk.

import { parseLine } from '../parseLine';
import { BlockBuilder, type RowBlock } from '../rows/rowBlock';
import { builderMemorySchema, RowBuilder } from '../rows/rowBuilder';
import { tellsOfLife } from '../timeline/timeline';
import { itemOf } from './files';

export class BlockMaker {
  private readonly builder = new RowBuilder();
  private block = new BlockBuilder();

  constructor(
    private readonly endpointId: string,
    private readonly workerId: string,
  ) {}

  /** What the rows to come depend on. */
  get memory() {
    return this.builder.memoryOf(this.workerId);
  }

  /** Goes on where another was; what is no memory is passed over. */
  recall(memory: unknown): void {
    const parsed = builderMemorySchema.safeParse(memory);
    if (parsed.success) this.builder.recall(this.workerId, parsed.data);
  }

  take(lines: readonly string[]): void {
    for (const line of lines) {
      const item = itemOf(line, this.endpointId, this.workerId);
      if (!item) continue;
      const said = 'gap' in item ? undefined : parseLine(item.line);
      let isLife = said !== undefined && 'source' in item && tellsOfLife(item.source, said);
      for (const draft of this.builder.push(item, said)) {
        this.block.add(draft, isLife ? 'life' : 'work');
        isLife = false;
      }
    }
  }

  /** The rows since the block before. */
  build(): RowBlock {
    const { block } = this;
    this.block = new BlockBuilder();
    return block.build();
  }
}
