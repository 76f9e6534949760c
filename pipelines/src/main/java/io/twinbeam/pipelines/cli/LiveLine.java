package io.twinbeam.pipelines.cli;

import java.io.PrintWriter;

/** Where a line that changes is shown. */
interface LiveLine {

  /** Called once, before the first line. */
  void open();

  /** Takes the place of the line before, as far as there is a way to do that. */
  void show(String line);

  /** Called once, after the last line. */
  void close();

  /** Line after line, for files and other programs. */
  static LiveLine plain(PrintWriter out) {
    return new LiveLine() {
      @Override
      public void open() {}

      @Override
      public void show(String line) {
        out.println(line);
        out.flush();
      }

      @Override
      public void close() {}
    };
  }
}
