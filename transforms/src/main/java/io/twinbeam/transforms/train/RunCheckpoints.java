package io.twinbeam.transforms.train;

import io.twinbeam.model.training.Checkpoint;
import io.twinbeam.model.training.StepLog;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactRef;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CorruptArtifactException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of runs in the store, which is the truth: one that is there is taken, whoever
 * made it.
 *
 * <p>A checkpoint's name hashes the run's settings and the name of the checkpoint before it, the
 * first one's its cases. The store tells what does not say that it was made from what its name
 * stands for: a checkpoint of other settings, other cases or another chain. Such a one and one
 * whose bytes are damaged are refused with a warning and removed.
 */
final class RunCheckpoints {

  private static final Logger LOG = LoggerFactory.getLogger(RunCheckpoints.class);

  private final ArtifactStore store;
  private final CheckpointFiles files;
  private final Consumer<String> warnings;

  RunCheckpoints(ArtifactStore store) {
    this(store, LOG::warn);
  }

  /**
   * @param warnings told of every checkpoint that is refused
   */
  RunCheckpoints(ArtifactStore store, Consumer<String> warnings) {
    this.store = store;
    this.warnings = warnings;
    this.files = new CheckpointFiles(store);
  }

  /** The last place that {@code run} can go on from, every byte of it checked. */
  Place latest(TrainingRun run) throws IOException {
    for (int segment = run.chain().segments(); segment > 0; segment--) {
      Optional<Place> place = sound(run, segment);
      if (place.isPresent()) {
        clearBehind(run, place.get());
        return place.get();
      }
    }
    return Place.START;
  }

  /** The place after {@code segment}, or the latest one where its checkpoint has gone. */
  Place at(TrainingRun run, int segment) throws IOException {
    if (segment == 0) {
      return Place.START;
    }
    Optional<Place> place = find(run, segment);
    return place.isPresent() ? place.get() : latest(run);
  }

  /** The place after {@code segment} where its checkpoint is there; its weights are not read. */
  Optional<Place> find(TrainingRun run, int segment) throws IOException {
    return unlessRefused(run, segment, found -> {});
  }

  private Optional<Place> sound(TrainingRun run, int segment) throws IOException {
    return unlessRefused(
        run,
        segment,
        found -> {
          for (String file : found.files().keySet()) {
            store.read(found, file);
          }
        });
  }

  /** What else must hold of a checkpoint that was found. */
  @FunctionalInterface
  private interface Check {
    void check(Artifact found) throws IOException;
  }

  private Optional<Place> unlessRefused(TrainingRun run, int segment, Check check)
      throws IOException {
    ArtifactRef ref = ref(run, segment);
    try {
      Optional<Artifact> found = store.find(ref);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      check.check(found.get());
      return Optional.of(new Place(segment, found.get(), files.log(found.get())));
    } catch (CorruptArtifactException | NoSuchFileException e) {
      warnings.accept(
          run.runId()
              + ": checkpoint after "
              + run.chain().stepAfter(segment)
              + " steps, "
              + ref
              + ", refused, the one before it is used: "
              + e.getMessage());
      store.remove(ref);
      return Optional.empty();
    }
  }

  private static ArtifactRef ref(TrainingRun run, int segment) {
    return run.chain().checkpoint(segment).ref();
  }

  /** The weights, averages and optimiser states at {@code place}. */
  Checkpoint read(TrainingRun run, Place place) throws IOException {
    return files.read(place.checkpoint(), run.chain().stepAfter(place.segment()));
  }

  /** Stores the checkpoint that ends {@code segment}, unless it is there by now. */
  Place keep(TrainingRun run, int segment, Checkpoint checkpoint, List<StepLog> log)
      throws IOException {
    Artifact kept =
        store.findOrMake(
            run.chain().checkpoint(segment), sink -> CheckpointFiles.write(checkpoint, log, sink));
    return new Place(segment, kept, log);
  }

  /** Removes what nobody goes back to from {@code place}. */
  void clearBehind(TrainingRun run, Place place) throws IOException {
    if (place.segment() > 2) {
      // The one before is kept in case this one turns out corrupt; older ones only take room.
      store.remove(ref(run, place.segment() - 2));
    }
  }
}
