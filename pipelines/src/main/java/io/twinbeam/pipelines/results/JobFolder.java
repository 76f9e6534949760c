package io.twinbeam.pipelines.results;

import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The output of a preprocessing job: a workspace with the files that describe it. What a pipeline
 * writes goes to a folder of drafts first; only a finished job replaces what readers see.
 *
 * @param path the folder
 */
public record JobFolder(Path path) {

  public static final String MANIFEST = "manifest.json";
  public static final String SUMMARY = "summary.txt";
  public static final String JOB = "job.json";
  public static final String FINGERPRINT = "fingerprint.json";
  public static final String RECIPE = "recipe.json";
  private static final String DRAFTS = ".draft";

  /** Where the pipeline writes its tables. */
  public RunDirectory drafts() {
    return new RunDirectory(path.resolve(DRAFTS));
  }

  /** Takes away what an earlier job left half done. */
  public void clearDrafts() throws IOException {
    Folders.delete(drafts().path());
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Replaces {@code name} in one step. */
  public void publish(String name, String content) throws IOException {
    OutputFile.write(file(name).toString(), content.getBytes(StandardCharsets.UTF_8));
  }
}
