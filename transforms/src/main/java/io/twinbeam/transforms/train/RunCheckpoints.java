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
import java.util.Set;
import java.util.TreeSet;
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
      if (place.isPresent() && hasBest(run, place.get())) {
        clearBehind(run, place.get());
        return place.get();
      }
    }
    return Place.START;
  }

  /** Whether the checkpoint with which the run would end, if nothing better follows, is there. */
  private boolean hasBest(TrainingRun run, Place place) throws IOException {
    int best = best(run, place, place.segment());
    return best == place.segment() || sound(run, best).isPresent();
  }

  /**
   * The segment with which a run that stands at {@code place} would have ended after {@code
   * segment}.
   */
  private static int best(TrainingRun run, Place place, int segment) {
    return run.earlyStop().isEmpty()
        ? segment
        : EarlyStop.best(EarlyStop.scores(place.log()).subList(0, segment));
  }

  /**
   * The checkpoint that is the run's result, if the run ends at {@code place}.
   *
   * @throws IOException where it ends there and the checkpoint has gone
   */
  Optional<Artifact> result(TrainingRun run, Place place) throws IOException {
    boolean atEnd = place.segment() == run.chain().segments();
    boolean stopped =
        place.segment() > 0
            && run.earlyStop()
                .filter(stop -> stop.hasEnded(EarlyStop.scores(place.log())))
                .isPresent();
    return atEnd || stopped
        ? Optional.of(store.get(ref(run, best(run, place, place.segment()))))
        : Optional.empty();
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
    // The one before is kept in case this one turns out corrupt; older ones only take room.
    Set<Integer> behind = needed(run, place, place.segment() - 2);
    behind.removeAll(needed(run, place, place.segment() - 1));
    behind.removeAll(needed(run, place, place.segment()));
    for (int segment : behind) {
      store.remove(ref(run, segment));
    }
  }

  /** The segments whose checkpoints a run needs that stands after {@code segment}. */
  private static Set<Integer> needed(TrainingRun run, Place place, int segment) {
    return segment < 1
        ? new TreeSet<>()
        : new TreeSet<>(List.of(segment, best(run, place, segment)));
  }
}
