package io.twinbeam.pipelines.status;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.ProgressReport;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * Where a job was when its process last said so: {@code live/job.json} of a run directory.
 *
 * @param state as the process knew it; one that was killed said RUNNING last
 * @param command that starts it again, and the folder it was started in; secrets are left out
 * @param runs steps at most of every training run, by run id
 * @param stages what the stages of this process did; empty where the work is done elsewhere
 * @param failures reasons of the first few cases that were given up
 * @param message why the job failed; null where it did not
 * @param exit the exit status; null before the end
 * @param startedAt by the clock of {@code host}, ISO-8601
 * @param at when the file was written, likewise
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LiveJob(
    State state,
    String command,
    String folder,
    Map<String, Long> runs,
    Map<String, ProgressReport.Stage> stages,
    List<String> failures,
    @Nullable String message,
    @Nullable Integer exit,
    String startedAt,
    String at,
    String host,
    long pid) {

  /** What a process can say of itself. */
  public enum State {
    RUNNING,
    FINISHED,
    FAILED
  }

  public LiveJob {
    runs = runs == null ? Map.of() : Map.copyOf(runs);
    stages = stages == null ? Map.of() : Map.copyOf(stages);
    failures = failures == null ? List.of() : List.copyOf(failures);
  }

  /** Where the job of a run directory says it. */
  public static Path file(Path directory) {
    return directory.resolve(RunDirectory.LIVE).resolve("job.json");
  }

  /** What the job of {@code directory} said last; empty where it said nothing that can be read. */
  public static Optional<LiveJob> read(Path directory) throws IOException {
    return read(file(directory), LiveJob.class);
  }

  /** The content of a small JSON file; empty where it is not there, or is none of ours. */
  static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
    try {
      return Folders.isFile(file)
          ? Optional.of(CanonicalJson.read(Files.readString(file), type))
          : Optional.empty();
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty(); // Just taken away, half a file after a power cut, of another build.
    }
  }
}
