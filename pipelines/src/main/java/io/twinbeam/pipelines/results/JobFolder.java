package io.twinbeam.pipelines.results;

import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The output of a preprocessing job: a workspace with the files that describe it. What a pipeline
 * writes goes to a folder of drafts first; only a finished job replaces what readers see.
 *
 * @param path the folder
 * @param draftsName the name of the folder of drafts
 */
public record JobFolder(Path path, String draftsName) {

  public static final String MANIFEST = "manifest.json";
  public static final String SUMMARY = "summary.txt";
  public static final String JOB = "job.json";
  public static final String FINGERPRINT = "fingerprint.json";
  public static final String RECIPE = "recipe.json";
  private static final String DRAFTS = ".draft";
  private static final String OF_LAUNCH = DRAFTS + "-";

  /** Of a job that this process waits for. */
  public JobFolder(Path path) {
    this(path, DRAFTS);
  }

  /**
   * Of a job that is handed over: nobody holds the folder while it runs, so its drafts are its own.
   *
   * @param launch names it
   */
  public static JobFolder ofLaunch(Path path, String launch) {
    return new JobFolder(path, OF_LAUNCH + launch);
  }

  /** Where the pipeline writes its tables. */
  public RunDirectory drafts() {
    return new RunDirectory(path.resolve(draftsName));
  }

  /** Takes away what an earlier job left half done. */
  public void clearDrafts() throws IOException {
    Folders.delete(drafts().path());
  }

  /**
   * Takes away what jobs that were handed over left half done.
   *
   * @param over whether the job of a launch can no longer be at work
   */
  public void clearDraftsOfLaunches(Predicate<String> over) throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(path)) {
      left = files.filter(file -> launch(file).filter(over).isPresent()).toList();
    }
    for (Path drafts : left) {
      Folders.delete(drafts);
    }
  }

  private static Optional<String> launch(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(OF_LAUNCH)
        ? Optional.of(name.substring(OF_LAUNCH.length()))
        : Optional.empty();
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Replaces {@code name} in one step. */
  public void publish(String name, String content) throws IOException {
    OutputFile.write(file(name).toString(), content.getBytes(StandardCharsets.UTF_8));
  }
}
