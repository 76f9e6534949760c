package io.twinbeam.pipelines.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The last line of a terminal on standard error. What others write there meanwhile, such as log
 * lines, goes above it.
 */
final class TerminalLine implements LiveLine {

  private static final String ERASE = "\r\033[K";

  private final PrintStream terminal;
  private final int columns;
  private String shown = "";
  private boolean atLineStart = true;

  /**
   * @param terminal standard error as it was
   * @param columns of the terminal; a longer line would wrap, and only its end could be erased
   */
  TerminalLine(PrintStream terminal, int columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void open() {
    System.setErr(new PrintStream(new Above(), true, Charset.defaultCharset()));
  }

  @Override
  public synchronized void show(String line) {
    shown = line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
    draw();
  }

  private void draw() {
    if (atLineStart) { // Else somebody is in the middle of a line of theirs.
      terminal.print(ERASE + shown);
      terminal.flush();
    }
  }

  @Override
  public synchronized void close() {
    System.setErr(terminal);
    if (!shown.isEmpty()) {
      terminal.println();
      terminal.flush();
    }
  }

  private synchronized void writeAbove(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    if (atLineStart) {
      terminal.print(ERASE);
    }
    terminal.write(bytes, offset, length);
    atLineStart = bytes[offset + length - 1] == '\n';
    draw();
    terminal.flush();
  }

  private final class Above extends OutputStream {

    @Override
    public void write(int value) {
      writeAbove(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writeAbove(bytes, offset, length);
    }
  }
}
