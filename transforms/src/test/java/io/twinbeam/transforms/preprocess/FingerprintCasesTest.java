package io.twinbeam.transforms.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.recipe.Fingerprint;
import io.twinbeam.model.recipe.FingerprintSketch;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.Capture;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.RecordCoder;
import io.twinbeam.transforms.SmallData;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.source.SourceRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;

final class FingerprintCasesTest {

  private static final CaseSource MISSING =
      NiftiFolder.source("gone", "/nowhere/gone.nii.gz", null);

  private static List<Fingerprint> fingerprints(List<CaseSource> sources) {
    return fingerprints(SourceRules.STANDARD, sources);
  }

  private static List<Fingerprint> fingerprints(SourceRules rules, List<CaseSource> sources) {
    Pipeline pipeline = Pipeline.create();
    Capture<Fingerprint> found =
        Capture.of(
            pipeline
                .apply(Create.of(sources).withCoder(RecordCoder.of(CaseSource.class)))
                .apply(Reshuffle.viaRandomKey())
                .apply(FingerprintCases.of(rules)));
    Capture.run(pipeline);
    return found.elements();
  }

  private static Fingerprint fingerprint(List<CaseSource> sources) {
    List<Fingerprint> found = fingerprints(sources);
    assertEquals(1, found.size());
    return found.get(0);
  }

  private static List<CaseSource> sources() {
    List<CaseSource> sources = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      sources.add(SmallData.source(index));
    }
    CaseSource last = sources.remove(5);
    sources.add(new CaseSource(last.caseId(), last.channels().get(0), null));
    return sources;
  }

  @Test
  void theFingerprintIsThatOfTheCasesInMemory() {
    FingerprintSketch expected = FingerprintSketch.ofSkipped("gone");
    for (int index = 0; index < 6; index++) {
      PhantomCase phantom = Phantom.generate(SmallData.SPEC, 5, index);
      expected.add(
          FingerprintSketch.ofCase(
              "phantom_" + index,
              Scan.of(phantom.image()),
              index == 5 ? Optional.empty() : Optional.of(phantom.labels())));
    }
    List<CaseSource> sources = sources();
    sources.add(MISSING);
    CaseSource other = SmallData.source(7);
    sources.add(new CaseSource("kept for the test", other.channels(), other.label(), true, true));
    assertEquals(Fingerprint.of(expected), fingerprint(sources));
  }

  @Test
  void allChannelsAreLookedAt() {
    CaseSource first = SmallData.source(0);
    CaseSource second = SmallData.source(1);
    CaseSource both =
        new CaseSource(
            "both",
            List.of(first.channels().get(0), second.channels().get(0)),
            first.label(),
            true,
            false);
    PhantomCase phantom = Phantom.generate(SmallData.SPEC, 5, 0);
    Scan image = Scan.of(phantom.image(), Phantom.generate(SmallData.SPEC, 5, 1).image());
    Fingerprint expected =
        Fingerprint.of(FingerprintSketch.ofCase("both", image, Optional.of(phantom.labels())));
    assertEquals(2, expected.foreground().size());
    assertEquals(
        expected, fingerprints(SourceRules.STANDARD.withChannels(2), List.of(both)).get(0));
  }

  @Test
  void theOrderOfCasesChangesNoByte() {
    List<CaseSource> sources = sources();
    String expected = CanonicalJson.write(fingerprint(sources));
    for (int seed = 0; seed < 3; seed++) {
      Collections.shuffle(sources, new Random(seed));
      assertEquals(expected, CanonicalJson.write(fingerprint(sources)));
    }
  }

  @Test
  void noCaseGivesNoFingerprint() {
    assertEquals(List.of(), fingerprints(List.of()));
  }

  @Test
  void aDataSetWithoutAReadableCaseFails() {
    assertThrows(Pipeline.PipelineExecutionException.class, () -> fingerprint(List.of(MISSING)));
  }
}
