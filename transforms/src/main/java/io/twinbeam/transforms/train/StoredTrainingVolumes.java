package io.twinbeam.transforms.train;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.primitives.Ints;
import io.twinbeam.model.training.TrainingVolumes;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * The cases of a run, read from the artifact store and kept in memory as far as the budget allows.
 */
final class StoredTrainingVolumes implements TrainingVolumes {

  /** A quarter of the heap, shared by all runs of this process. */
  private static final long BUDGET_BYTES = Runtime.getRuntime().maxMemory() / 4;

  private static final Cache<String, Scan> IMAGES =
      CacheBuilder.newBuilder()
          .maximumWeight(BUDGET_BYTES * 4 / 5)
          .weigher(
              (String key, Scan image) ->
                  Ints.saturatedCast(image.shape().voxels() * image.size() * 4))
          .build();
  private static final Cache<String, LabelMap> LABELS =
      CacheBuilder.newBuilder()
          .maximumWeight(BUDGET_BYTES / 5)
          .weigher((String key, LabelMap label) -> Ints.saturatedCast(label.shape().voxels()))
          .build();

  private static final Counter HITS = Metrics.counter(TrainSegmenter.class, "cache_hits");
  private static final Counter MISSES = Metrics.counter(TrainSegmenter.class, "cache_misses");

  private final StoredCases stored;
  private final List<PreprocessedCase> labelled;
  private final List<PreprocessedCase> unlabelled;

  /**
   * @param cases in the order in which the run counts them
   */
  StoredTrainingVolumes(StoredCases stored, List<SplitCase> cases) {
    this.stored = stored;
    this.labelled = ofRole(cases, CaseRole.LABELLED);
    this.unlabelled = ofRole(cases, CaseRole.UNLABELLED);
  }

  private static List<PreprocessedCase> ofRole(List<SplitCase> cases, CaseRole role) {
    return cases.stream()
        .filter(split -> split.role() == role)
        .map(SplitCase::preprocessed)
        .toList();
  }

  @Override
  public int labelledCount() {
    return labelled.size();
  }

  @Override
  public int unlabelledCount() {
    return unlabelled.size();
  }

  @Override
  public Scan labelledImage(int index) {
    return image(labelled.get(index));
  }

  @Override
  public LabelMap label(int index) {
    return label(labelled.get(index));
  }

  private LabelMap label(PreprocessedCase preprocessed) {
    return cached(LABELS, preprocessed, () -> stored.label(preprocessed));
  }

  @Override
  public Optional<LabelMap> hiddenLabel(int index) {
    PreprocessedCase preprocessed = unlabelled.get(index);
    return preprocessed.labelled() ? Optional.of(label(preprocessed)) : Optional.empty();
  }

  @Override
  public Scan unlabelledImage(int index) {
    return image(unlabelled.get(index));
  }

  private Scan image(PreprocessedCase preprocessed) {
    return cached(IMAGES, preprocessed, () -> stored.image(preprocessed));
  }

  private static <V> V cached(Cache<String, V> cache, PreprocessedCase key, Callable<V> reader) {
    V present = cache.getIfPresent(key.content());
    if (present != null) {
      HITS.inc();
      return present;
    }
    MISSES.inc();
    try {
      return cache.get(key.content(), reader);
    } catch (ExecutionException e) {
      throw new UncheckedIOException(
          new IOException(
              key.caseId() + ": cannot be read from the workspace: " + e.getCause().getMessage(),
              e.getCause()));
    }
  }
}
