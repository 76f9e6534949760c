package io.twinbeam.pipelines.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the sample run and its report into a folder, to be looked at in a browser. */
final class SampleReport {

  private SampleReport() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    SampleRun.write(directory);
    Files.writeString(
        directory.resolve("report.html"),
        Report.render(ReportData.load(directory, SampleRun.images())));
  }
}
