package io.twinbeam.pipelines.cli;

import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.ReadCases;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;

/** The folder of a data set, checked before anything runs. */
final class DataFolder {

  /** {@code dataset.json} lies at the top, volumes one folder below. */
  private static final int DATA_SET_DEPTH = 2;

  private final Path folder;

  private DataFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder that an option or a setting names.
   *
   * @throws UsageException where there is no such local folder
   */
  static DataFolder of(String folder, String option) throws IOException {
    Locations.requireLocal(folder, option);
    if (!Files.isDirectory(Path.of(folder))) {
      throw new UsageException(
          option + ": folder " + folder + " does not exist; name the folder of the data set");
    }
    return new DataFolder(Path.of(folder).toRealPath());
  }

  /**
   * This folder as a source of cases.
   *
   * @throws UsageException where it lists no case, or its {@code dataset.json} cannot be used
   */
  DataSource source(boolean unlabelledAllowed, PipelineOptions options) throws IOException {
    FileSystems.setDefaultPipelineOptions(options);
    DataSource source = new DataSource(folder.toString(), unlabelledAllowed, null);
    try {
      if (ReadCases.count(source) == 0) {
        throw new UsageException(
            folder
                + " lists no cases; it must hold images*/ and labels*/ with .nii or .nii.gz files,"
                + " or a dataset.json");
      }
    } catch (InvalidCaseException e) {
      throw new UsageException(folder.resolve("dataset.json") + ": " + e.getMessage());
    }
    return source;
  }

  /** Names and sizes of the files, one a line, sorted: tells one state of the data from another. */
  String listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder, DATA_SET_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      TreeSet<String> lines = new TreeSet<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        lines.add(folder.relativize(file) + " " + Files.size(file));
      }
      return String.join("\n", lines);
    }
  }
}
