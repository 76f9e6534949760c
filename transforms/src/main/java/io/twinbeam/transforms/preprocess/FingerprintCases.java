package io.twinbeam.transforms.preprocess;

import io.twinbeam.model.recipe.Fingerprint;
import io.twinbeam.model.recipe.FingerprintSketch;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * One {@link Fingerprint} of all cases: spacings, sizes, and the intensities of labelled voxels.
 *
 * <p>The same cases give the same bytes in any order, on any runner and with any number of workers;
 * see {@link FingerprintSketch}. One volume is in memory at a time per worker thread; what travels
 * is a histogram and a few numbers per case. Cases are told apart by their id, which must be
 * unique.
 *
 * <p>A case that cannot be read is counted in the fingerprint and otherwise left out: {@link
 * PreprocessCases} gives its reason. Cases of the data set's own test part are left out, as what is
 * chosen must not depend on them. No case gives no fingerprint; cases of which none can be read
 * fail the pipeline.
 */
public final class FingerprintCases
    extends PTransform<PCollection<CaseSource>, PCollection<Fingerprint>> {

  private final String rulesJson;

  private FingerprintCases(SourceRules rules) {
    this.rulesJson = CanonicalJson.write(rules);
  }

  /** Looks at the cases that {@link PreprocessCases} would accept under the same rules. */
  public static FingerprintCases of(SourceRules rules) {
    return new FingerprintCases(rules);
  }

  @Override
  public PCollection<Fingerprint> expand(PCollection<CaseSource> sources) {
    return sources
        .apply("SketchEachCase", ParDo.of(new SketchFn(rulesJson)))
        .setCoder(RecordCoder.of(FingerprintSketch.class))
        .apply("MergeSketches", Combine.globally(new MergeFn()).withoutDefaults())
        .apply("DescribeDataSet", MapElements.via(new DescribeFn()))
        .setCoder(RecordCoder.of(Fingerprint.class));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("rules", rulesJson));
  }

  private static final class SketchFn extends DoFn<CaseSource, FingerprintSketch> {

    private final Counter skipped =
        Metrics.counter(FingerprintCases.class, "cases_not_fingerprinted");
    private final String rulesJson;
    private transient SourceRules rules;

    SketchFn(String rulesJson) {
      this.rulesJson = rulesJson;
    }

    @Setup
    public void setup() {
      rules = CanonicalJson.read(rulesJson, SourceRules.class);
    }

    @ProcessElement
    public void processElement(
        @Element CaseSource source, OutputReceiver<FingerprintSketch> sketches) {
      if (source.testPart()) {
        return;
      }
      FingerprintSketch sketch;
      try {
        sketch = sketch(source);
      } catch (RuntimeException | IOException | OutOfMemoryError e) {
        skipped.inc();
        sketch = FingerprintSketch.ofSkipped(source.caseId());
      }
      sketches.output(sketch);
    }

    private FingerprintSketch sketch(CaseSource source) throws IOException {
      SourceImages images = new SourceImages(source, rules);
      Scan image = images.image();
      GeometryGate.check(image.grid());
      Optional<LabelMap> label = images.labelMap();
      if (label.isPresent()) {
        GeometryGate.checkPair(image.grid(), label.get().grid(), rules.gridToleranceMm());
      }
      return FingerprintSketch.ofCase(source.caseId(), image, label);
    }
  }

  private static final class MergeFn
      extends Combine.CombineFn<FingerprintSketch, FingerprintSketch, FingerprintSketch> {

    @Override
    public FingerprintSketch createAccumulator() {
      return FingerprintSketch.empty();
    }

    @Override
    public FingerprintSketch addInput(FingerprintSketch merged, FingerprintSketch sketch) {
      merged.add(sketch);
      return merged;
    }

    @Override
    public FingerprintSketch mergeAccumulators(Iterable<FingerprintSketch> parts) {
      FingerprintSketch merged = createAccumulator();
      parts.forEach(merged::add);
      return merged;
    }

    @Override
    public FingerprintSketch extractOutput(FingerprintSketch merged) {
      return merged;
    }

    @Override
    public Coder<FingerprintSketch> getAccumulatorCoder(
        CoderRegistry registry, Coder<FingerprintSketch> inputCoder) {
      return RecordCoder.of(FingerprintSketch.class);
    }

    @Override
    public Coder<FingerprintSketch> getDefaultOutputCoder(
        CoderRegistry registry, Coder<FingerprintSketch> inputCoder) {
      return RecordCoder.of(FingerprintSketch.class);
    }
  }

  private static final class DescribeFn extends SimpleFunction<FingerprintSketch, Fingerprint> {

    @Override
    public Fingerprint apply(FingerprintSketch sketch) {
      return Fingerprint.of(sketch);
    }
  }
}
