package io.twinbeam.transforms.preprocess;

import io.twinbeam.model.recipe.Recipe.Preprocessed;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.Artifact;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** Preprocesses one case, or finds that it was done before. */
final class PreprocessFn extends DoFn<CaseSource, PreprocessedCase> {

  private static final String STAGE = "preprocess";

  private final Counter computed = Metrics.counter(PreprocessCases.class, "cases_preprocessed");
  private final Counter reused = Metrics.counter(PreprocessCases.class, "cases_reused");
  private final Counter failed = Metrics.counter(PreprocessCases.class, "cases_failed");
  private final Distribution msec =
      Metrics.distribution(PreprocessCases.class, PreprocessCases.MSEC);
  private final String workspace;
  private final String settingsJson;
  private transient PreprocessSettings settings;
  private transient ArtifactStore store;

  PreprocessFn(String workspace, PreprocessSettings settings) {
    this.workspace = workspace;
    this.settingsJson = CanonicalJson.write(settings);
  }

  @Setup
  public void setup() {
    settings = CanonicalJson.read(settingsJson, PreprocessSettings.class);
    store = ArtifactStore.at(workspace);
  }

  @ProcessElement
  public void processElement(@Element CaseSource source, MultiOutputReceiver outputs)
      throws IOException {
    HashedFiles files = new HashedFiles();
    Optional<SourceDigests> read =
        attempt(
            source,
            () -> SourceDigests.unread(source),
            outputs,
            () -> {
              refuseLeak(source);
              return SourceDigests.of(source, files);
            });
    if (read.isEmpty()) {
      return;
    }
    SourceDigests digests = read.get();
    ArtifactKey key = settings.key(digests.inputs());
    // Neither of both stands in an attempt: a store that fails is no fault of this case.
    Optional<Artifact> present = store.find(key.ref());
    if (present.isPresent() && hasItsLabel(source, present.get())) {
      reused.inc();
      Progress.of(STAGE).reused();
      emit(source, digests, present.get(), outputs);
      return;
    }
    long start = System.nanoTime();
    SourceImages images = new SourceImages(source, settings.source(), files);
    Optional<StoredCases.Content> content =
        attempt(source, digests::files, outputs, () -> make(images));
    if (content.isPresent()) {
      Artifact made = store.findOrMake(key, content.get()::writeTo);
      computed.inc();
      msec.update((System.nanoTime() - start) / 1_000_000);
      Progress.of(STAGE).computed();
      emit(source, digests, made, outputs);
    }
  }

  /** Whether the artifact serves the case, which may need the label map that another did not. */
  private static boolean hasItsLabel(CaseSource source, Artifact artifact) {
    return source.label() == null || !source.labelRequired() || StoredCases.isLabelled(artifact);
  }

  @FunctionalInterface
  private interface Attempt<V> {
    V get() throws IOException;
  }

  /** What {@code attempt} gives, or nothing and a failed case. */
  private <V> Optional<V> attempt(
      CaseSource source,
      Supplier<List<SourceFile>> files,
      MultiOutputReceiver outputs,
      Attempt<V> attempt) {
    try {
      return Optional.of(attempt.get());
    } catch (RuntimeException | IOException e) {
      fail(source, files.get(), outputs, e);
    } catch (OutOfMemoryError e) {
      // What did not fit are the arrays of this case, which nothing refers to any more.
      fail(source, files.get(), outputs, tooLargeForTheHeap(e));
    }
    return Optional.empty();
  }

  private static InvalidCaseException tooLargeForTheHeap(OutOfMemoryError error) {
    return new InvalidCaseException(
        Fault.TOO_LARGE,
        "needs more memory than its worker has, though its voxels are within the limit; raise -Xmx,"
            + " work on fewer cases at a time, or lower --maxVoxels",
        error);
  }

  private void fail(
      CaseSource source, List<SourceFile> files, MultiOutputReceiver outputs, Exception error) {
    failed.inc();
    Progress.of(STAGE).failed(source.caseId(), error);
    FailedCase given = FailedCase.of(source.caseId(), source.image(), STAGE, error);
    outputs.get(PreprocessCases.FAILED).output(given);
    outputs.get(PreprocessCases.ENTRIES).output(ManifestEntry.failed(given, files, settings));
  }

  private void refuseLeak(CaseSource source) {
    if (source.testPart() && settings.usesLabels() && !settings.labelsAtTest()) {
      throw new InvalidCaseException(
          Fault.LABELS_AT_TEST,
          "a case of the data set's test part must be preprocessed without its label map; "
              + Fault.LABELS_AT_TEST.cure());
    }
  }

  private void emit(
      CaseSource source, SourceDigests digests, Artifact artifact, MultiOutputReceiver outputs)
      throws IOException {
    StoredCases stored = new StoredCases(store);
    PreprocessedCase done = stored.describe(source, digests.inputs(), artifact);
    outputs.get(PreprocessCases.CASES).output(done);
    ManifestEntry.Result result =
        new ManifestEntry.Result(
            done.artifact().path(),
            done.content(),
            done.channels(),
            done.shape(),
            stored.spacingMm(done),
            done.classVoxels());
    outputs
        .get(PreprocessCases.ENTRIES)
        .output(ManifestEntry.processed(source.caseId(), digests.files(), settings, result));
  }

  private StoredCases.Content make(SourceImages images) throws IOException {
    Scan image = images.image();
    GeometryGate.check(image.grid(), image.size(), settings.source().maxVoxels());
    GeometryGate.checkRightAngles(image.grid());
    GeometryGate.checkIntensities(image);
    Optional<LabelMap> label = images.labelMap();
    if (label.isPresent()) {
      GeometryGate.check(label.get().grid(), settings.source().maxVoxels());
      GeometryGate.checkPair(image.grid(), label.get().grid(), settings.source().gridToleranceMm());
    }
    Optional<LabelMap> reference = label.map(settings.classes()::apply);
    Preprocessed preprocessed =
        settings.recipe().apply(image, reference, settings.source().maxVoxels());
    return new StoredCases.Content(
        preprocessed.image(), preprocessed.label(), image.grid(), reference);
  }
}
