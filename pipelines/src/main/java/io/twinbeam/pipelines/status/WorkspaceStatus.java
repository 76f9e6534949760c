package io.twinbeam.pipelines.status;

import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The runs of a workspace, latest first.
 *
 * @param runs those that were read
 * @param more run directories that were left out
 */
public record WorkspaceStatus(List<RunStatus> runs, int more) {

  /** Folders that are looked at: a bound for a folder that is no workspace. */
  private static final int MOST_FOLDERS = 20_000;

  private static final String RUNS = "runs";

  public WorkspaceStatus {
    runs = List.copyOf(runs);
  }

  /** Whether a process holds a run directory. */
  @FunctionalInterface
  public interface Lock {
    boolean isHeld(Path directory) throws IOException;
  }

  /** A run directory that was found, and when it last changed by the clock of its file system. */
  private record Found(Path directory, FileTime changed, boolean held) {}

  /**
   * Reads a workspace.
   *
   * @param last runs to read, the latest; those that go on are read always; 0 for all
   * @return empty where the folder holds no run
   */
  public static Optional<WorkspaceStatus> of(Path workspace, Lock lock, int last)
      throws IOException {
    List<Found> found = find(workspace.resolve(RUNS), lock);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    found.sort(
        Comparator.comparing(Found::changed)
            .reversed()
            .thenComparing(one -> one.directory().toString()));
    List<RunStatus> runs = new ArrayList<>();
    for (int n = 0; n < found.size(); n++) {
      Found one = found.get(n);
      if (last == 0 || n < last || one.held()) {
        String name = workspace.resolve(RUNS).relativize(one.directory()).toString();
        runs.add(new RunFiles(name, one.directory(), one.held()).status());
      }
    }
    return Optional.of(new WorkspaceStatus(runs, found.size() - runs.size()));
  }

  /** Whether any run goes on. */
  public boolean isAnyRunning() {
    return runs.stream().anyMatch(run -> run.state() == RunStatus.State.RUNNING);
  }

  private static List<Found> find(Path root, Lock lock) throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (Path experiment : folders(root, MOST_FOLDERS)) {
      for (Path run : folders(experiment, MOST_FOLDERS - candidates.size())) {
        candidates.add(run);
        Path evaluations = run.resolve(RunDirectory.EVALUATIONS);
        candidates.addAll(folders(evaluations, MOST_FOLDERS - candidates.size()));
      }
    }
    List<Found> found = new ArrayList<>();
    for (Path directory : candidates) {
      changed(directory, lock).ifPresent(found::add);
    }
    return found;
  }

  private static List<Path> folders(Path parent, int most) throws IOException {
    List<Path> folders = new ArrayList<>();
    if (!isVisibleFolder(parent)) {
      return folders;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent)) {
      for (Path path : all) {
        if (folders.size() >= most) {
          break;
        }
        if (isVisibleFolder(path) && !path.getFileName().toString().startsWith(".")) {
          folders.add(path);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      passOver(parent, e);
    }
    return folders;
  }

  /** A folder of another user's alone; in a bucket, whoever is refused is to know. */
  private static void passOver(Path folder, AccessDeniedException refused)
      throws AccessDeniedException {
    if (!Folders.isLocal(folder)) {
      throw refused;
    }
  }

  private static boolean isVisibleFolder(Path folder) throws IOException {
    try {
      return Folders.isFolder(folder);
    } catch (AccessDeniedException e) {
      passOver(folder, e);
      return false;
    }
  }

  /** Empty where {@code directory} is no run's, or another user's alone. */
  private static Optional<Found> changed(Path directory, Lock lock) throws IOException {
    try {
      return found(directory, lock);
    } catch (AccessDeniedException e) {
      passOver(directory, e);
      return Optional.empty();
    }
  }

  private static Optional<Found> found(Path directory, Lock lock) throws IOException {
    Path live = directory.resolve(RunDirectory.LIVE);
    List<Path> signs =
        List.of(
            LiveJob.file(directory),
            live,
            directory.resolve(RunDirectory.PROVENANCE),
            directory.resolve(".lock"));
    Optional<FileTime> latest = Optional.empty();
    for (Path sign : signs) {
      if (Folders.exists(sign)) {
        FileTime time = modified(sign);
        latest = latest.filter(before -> before.compareTo(time) >= 0).or(() -> Optional.of(time));
      }
    }
    return latest.isPresent()
        ? Optional.of(new Found(directory, latest.get(), lock.isHeld(directory)))
        : Optional.empty();
  }

  private static FileTime modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      return FileTime.fromMillis(0); // Gone since.
    }
  }
}
