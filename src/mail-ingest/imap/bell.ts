/** Wakes one who waits. Rung while nobody waits, it wakes the next one at once. */
export class Bell {
  private rung = false;
  private wake?: () => void;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Until it rings, or at most so long. */
  async wait(milliseconds?: number): Promise<void> {
    if (!this.rung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        if (milliseconds !== undefined) timer = setTimeout(resolve, milliseconds).unref();
      });
      clearTimeout(timer);
    }
    this.rung = false;
  }
}
