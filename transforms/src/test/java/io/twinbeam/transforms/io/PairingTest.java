package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.DatasetJson;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.VolumeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files make, by their names and by what describes them; nothing is on any disk. */
final class PairingTest {

  private static final String FOLDER = "/in/";

  private List<String> files = List.of();
  private List<Series> series = List.of();
  private Optional<DatasetJson> json = Optional.empty();
  private Optional<CaseList> csv = Optional.empty();
  private boolean unlabelledAllowed;
  private List<String> chosen = List.of();

  private void files(String... names) {
    files = List.of(names);
  }

  private Pairing pairing() {
    List<ListedFile> listed = files.stream().map(name -> new ListedFile(name, 1)).toList();
    return Pairing.of(
        new DataSource("/in", unlabelledAllowed, null, chosen),
        FOLDER,
        new Descriptions(json, csv, ""),
        InputFiles.of(listed).images(),
        series);
  }

  /** A case as {@code id: images | label}, with {@code test} where it is kept for that. */
  private static String shown(CaseSource source) {
    return source.caseId()
        + ": "
        + source.channels().stream().map(PairingTest::shown).collect(Collectors.joining(" "))
        + (source.label() == null ? "" : " | " + shown(source.label()))
        + (source.testPart() ? " test" : "");
  }

  private static String shown(VolumeSource volume) {
    return volume.files().stream()
        .map(file -> file.replaceFirst(FOLDER, ""))
        .collect(Collectors.joining("+"));
  }

  private List<String> cases() {
    return pairing().cases().stream().map(PairingTest::shown).sorted().toList();
  }

  private Map<String, UnusableInput> unusable() {
    Map<String, UnusableInput> unusable = new TreeMap<>();
    for (Outcome outcome : pairing().outcomes()) {
      if (outcome.unusable() != null) {
        assertEquals("read", outcome.unusable().failed().stage());
        String message = outcome.unusable().failed().message();
        assertTrue(message.startsWith(outcome.caseId() + ": "), message);
        assertTrue(message.contains("; "), "a cure: " + message);
        assertEquals(outcome.unusable().files().get(0), outcome.unusable().failed().source());
        assertEquals(null, unusable.put(outcome.caseId(), outcome.unusable()));
      }
    }
    return unusable;
  }

  private Map<String, Fault> reasons() {
    Map<String, Fault> reasons = new TreeMap<>();
    unusable().forEach((caseId, input) -> reasons.put(caseId, input.failed().reason()));
    return reasons;
  }

  private String message(String caseId) {
    return unusable().get(caseId).failed().message();
  }

  private List<String> filesOf(String caseId) {
    return unusable().get(caseId).files().stream()
        .map(file -> file.replaceFirst(FOLDER, ""))
        .toList();
  }

  @Test
  void imagesAndLabelMapsOfOneNameAreACase() {
    files("images/b.nii.gz", "images/a.nii", "labels/a.nii.gz", "labels/b.nii.gz");
    assertEquals(
        List.of("a: images/a.nii | labels/a.nii.gz", "b: images/b.nii.gz | labels/b.nii.gz"),
        cases());
    assertEquals(Map.of(), reasons());
    assertEquals(List.of("0"), pairing().channels().names());
  }

  @ParameterizedTest
  @CsvSource({
    "a.nii.gz, a_seg.nii.gz",
    "a_image.nii.gz, a_label.nii.gz",
    "a_img.nii, a_labels.nii",
    "a.nii, a_mask.nii.gz",
    "a-img.nii, a-SEG.nii",
    "deep/er/images/a.nii, deep/labels/in/a.nii",
    "imagesTr/x/a_0000.nii.gz, labelsTr/x/a.nii.gz",
    "images/a.nii, images/a_label.nii",
    "images/a.nii, labels/a_image.nii",
    "Images/a.nii, LABELS/a.nii",
    "one/a.nii, other/a_seg.nii"
  })
  void foldersAndEndingsTellImagesFromLabelMaps(String image, String label) {
    files(image, label);
    assertEquals(List.of("a: " + image + " | " + label), cases());
  }

  @Test
  void theTestPartIsMarkedAndNeedsNoLabelMaps() {
    files("imagesTr/a.nii", "labelsTr/a.nii", "imagesTs/b.nii", "labelsTs/b.nii", "imagesTs/c.nii");
    assertEquals(
        List.of(
            "a: imagesTr/a.nii | labelsTr/a.nii",
            "b: imagesTs/b.nii | labelsTs/b.nii test",
            "c: imagesTs/c.nii test"),
        cases());
  }

  @Test
  void filesWithoutTheirCounterpartFail() {
    files("images/a.nii", "labels/a.nii", "odd/b_image.nii", "odd/c_label.nii");
    assertEquals(Map.of("b", Fault.LABEL_MISSING, "c", Fault.IMAGE_MISSING), reasons());
    assertEquals(List.of("odd/c_label.nii"), filesOf("c"));
    unlabelledAllowed = true;
    assertEquals(List.of("a: images/a.nii | labels/a.nii", "b: odd/b_image.nii"), cases());
    assertEquals(Map.of("c", Fault.IMAGE_MISSING), reasons());
  }

  @Test
  void filesThatStandForOneCaseAreNamedTogether() {
    files(
        "imagesTr/a.nii",
        "imagesTs/a.nii.gz",
        "labelsTr/a.nii", // Two images.
        "imagesTr/b.nii",
        "labelsTr/b.nii",
        "old/b_seg.nii", // Two label maps.
        "imagesTr/c.nii",
        "imagesTr/c_0000.nii",
        "labelsTr/c.nii", // With and without a channel.
        "imagesTr/d.nii",
        "labelsTr/d.nii");
    assertEquals(
        Map.of("a", Fault.DUPLICATE_CASE, "b", Fault.DUPLICATE_CASE, "c", Fault.DUPLICATE_CASE),
        reasons());
    assertEquals(List.of("imagesTr/a.nii", "imagesTs/a.nii.gz", "labelsTr/a.nii"), filesOf("a"));
    assertTrue(message("a").contains("/in/imagesTr/a.nii, /in/imagesTs/a.nii.gz, "), message("a"));
  }

  @Test
  void numberedImagesAreChannelsInOrder() {
    files(
        "imagesTr/a_0001.nii",
        "imagesTr/a_0000.nii",
        "labelsTr/a.nii",
        "imagesTr/b_0000.nii",
        "imagesTr/b_0001.nii",
        "labelsTr/b.nii");
    assertEquals(
        List.of(
            "a: imagesTr/a_0000.nii imagesTr/a_0001.nii | labelsTr/a.nii",
            "b: imagesTr/b_0000.nii imagesTr/b_0001.nii | labelsTr/b.nii"),
        cases());
    assertEquals(List.of("0", "1"), pairing().channels().names());
  }

  @Test
  void channelsThatAreMissingOrTooManyFail() {
    files(
        "imagesTr/a_0000.nii",
        "imagesTr/a_0001.nii",
        "labelsTr/a.nii",
        "imagesTr/b_0000.nii",
        "imagesTr/b_0001.nii",
        "labelsTr/b.nii",
        "imagesTr/few_0000.nii",
        "labelsTr/few.nii",
        "imagesTr/gap_0000.nii",
        "imagesTr/gap_0002.nii",
        "labelsTr/gap.nii",
        "imagesTr/late_0001.nii",
        "labelsTr/late.nii");
    assertEquals(2, cases().size());
    assertEquals(
        Map.of(
            "few", Fault.CHANNELS_DIFFER,
            "gap", Fault.CHANNELS_DIFFER,
            "late", Fault.CHANNELS_DIFFER),
        reasons());
    assertTrue(
        message("few").contains("has the channels 0, the data set has 0, 1;"), message("few"));
    assertTrue(message("gap").contains("without gaps, has 0000, 0002"), message("gap"));
    assertEquals(List.of("imagesTr/few_0000.nii", "labelsTr/few.nii"), filesOf("few"));
  }

  @Test
  void ofTwoNumbersOfChannelsThatAreEquallyFrequentTheLargerIsMeant() {
    files(
        "images/a_0000.nii",
        "images/a_0001.nii",
        "labels/a.nii",
        "images/b_0000.nii",
        "labels/b.nii");
    assertEquals(Map.of("b", Fault.CHANNELS_DIFFER), reasons());
  }

  @Test
  void numbersThatTheLabelMapsHaveTooArePartOfTheName() {
    files("images/p_0000.nii", "images/p_0001.nii", "labels/p_0000.nii", "labels/p_0001.nii");
    assertEquals(
        List.of(
            "p_0000: images/p_0000.nii | labels/p_0000.nii",
            "p_0001: images/p_0001.nii | labels/p_0001.nii"),
        cases());
  }

  @Test
  void numbersThatDoNotBeginWithZeroArePartOfTheName() {
    unlabelledAllowed = true;
    files("PANCREAS_0001.nii", "PANCREAS_0002.nii", "PANCREAS_0003.nii");
    assertEquals(3, cases().size());
  }

  @Test
  void whatLabelMapsTellOfNumbersHoldsWhateverIsDeclared() {
    json("{\"labels\": {\"0\": \"b\"}, \"modality\": {\"0\": \"CT\"}}");
    files("p_0001.nii", "p_0001_seg.nii", "p_0002.nii", "p_0002_seg.nii");
    assertEquals(
        List.of("p_0001: p_0001.nii | p_0001_seg.nii", "p_0002: p_0002.nii | p_0002_seg.nii"),
        cases());
    unlabelledAllowed = true;
    files("p_0001.nii");
    assertEquals(Map.of("p", Fault.CHANNELS_DIFFER), reasons());
  }

  @Test
  void unlabelledNumberedImagesAreChannels() {
    unlabelledAllowed = true;
    files("a_0000.nii", "a_0001.nii", "b_0000.nii", "b_0001.nii");
    assertEquals(List.of("a: a_0000.nii a_0001.nii", "b: b_0000.nii b_0001.nii"), cases());
  }

  @Test
  void modalitiesAreChannelsInAlphabeticalOrder() {
    files(
        "B19_1/B19_1_t2.nii.gz",
        "B19_1/B19_1_flair.nii.gz",
        "B19_1/B19_1_seg.nii.gz",
        "B19_1/B19_1_t1ce.nii.gz",
        "B19_1/B19_1_t1.nii.gz");
    assertEquals(
        List.of(
            "B19_1: B19_1/B19_1_flair.nii.gz B19_1/B19_1_t1.nii.gz B19_1/B19_1_t1ce.nii.gz"
                + " B19_1/B19_1_t2.nii.gz | B19_1/B19_1_seg.nii.gz"),
        cases());
    assertEquals(List.of("flair", "t1", "t1ce", "t2"), pairing().channels().names());
  }

  @Test
  void theNewerModalitiesAreKnownWithADash() {
    files(
        "G-000/G-000-t1n.nii.gz",
        "G-000/G-000-t1c.nii.gz",
        "G-000/G-000-t2w.nii.gz",
        "G-000/G-000-t2f.nii.gz",
        "G-000/G-000-seg.nii.gz");
    assertEquals(List.of("t1c", "t1n", "t2f", "t2w"), pairing().channels().names());
    assertEquals("G-000", pairing().cases().get(0).caseId());
  }

  @Test
  void aCaseWithAnotherModalityIsNotTakenForTheSame() {
    files(
        "a_flair.nii",
        "a_t1.nii",
        "a_seg.nii",
        "b_flair.nii",
        "b_t1.nii",
        "b_seg.nii",
        "c_flair.nii",
        "c_t2.nii",
        "c_seg.nii");
    assertEquals(Map.of("c", Fault.CHANNELS_DIFFER), reasons());
    assertTrue(message("c").contains("has the channels flair, t2, the data set has flair, t1;"));
  }

  @Test
  void aModalityThatTheLabelMapHasTooIsPartOfTheName() {
    files("images/p1_t1.nii", "labels/p1_t1.nii");
    assertEquals(List.of("p1_t1: images/p1_t1.nii | labels/p1_t1.nii"), cases());
  }

  @Test
  void chosenChannelsAreTakenInTheirOrder() {
    files("a_flair.nii", "a_t1.nii", "a_t2.nii", "a_seg.nii", "b_t1.nii", "b_seg.nii");
    chosen = List.of("T2", "0");
    assertEquals(List.of("a: a_t2.nii a_flair.nii | a_seg.nii"), cases());
    assertEquals(List.of("t2", "flair"), pairing().channels().usedNames());
    assertEquals(Map.of("b", Fault.CHANNELS_DIFFER), reasons());
  }

  @ParameterizedTest
  @CsvSource({
    "flair t3 pd, 'no channel t3, pd; it has flair, t1'",
    "2, 'no channel 2; it has flair, t1'",
    "t1 1, must name each channel once"
  })
  void aChannelThatIsNotThereIsRefusedWithThoseThatAre(String channels, String message) {
    files("a_flair.nii", "a_t1.nii", "a_seg.nii");
    chosen = Arrays.asList(channels.split(" ", -1));
    String refusal = assertThrows(InvalidCaseException.class, this::pairing).getMessage();
    assertTrue(refusal.contains(message), refusal);
  }

  @Test
  void theOrderOfTheFilesDoesNotShow() {
    List<String> names = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      Stream.of("_0000.nii", "_0001.nii").map(("images/" + n)::concat).forEach(names::add);
      names.add((n % 5 == 0 ? "labels/x" : "labels/") + n + ".nii");
    }
    files(names.toArray(String[]::new));
    Pairing sorted = pairing();
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(names, new Random(seed));
      files(names.toArray(String[]::new));
      assertEquals(sorted, pairing());
    }
  }

  @Test
  void everyFileIsPartOfOneOutcome() {
    Random random = new Random(7);
    String[] folders = {"", "images/", "labelsTr/", "imagesTs/", "x/", "x/images/y/"};
    String[] channels = {"", "_0000", "_0001", "_t1", "-flair", "_0003"};
    String[] roles = {"", "_seg", "_image", "-label"};
    String[] endings = {".nii", ".nii.gz"};
    for (int round = 0; round < 300; round++) {
      List<String> names =
          random
              .ints(random.nextInt(12), 0, Integer.MAX_VALUE)
              .mapToObj(
                  n ->
                      folders[n % 6]
                          + (char) ('a' + n / 6 % 3)
                          + channels[n / 18 % 6]
                          + roles[n / 108 % 4]
                          + endings[n / 432 % 2])
              .distinct()
              .toList();
      files(names.toArray(String[]::new));
      unlabelledAllowed = random.nextBoolean();
      List<String> found =
          pairing().outcomes().stream()
              .flatMap(outcome -> outcome.files().stream())
              .map(file -> file.replaceFirst(FOLDER, ""))
              .sorted()
              .toList();
      assertEquals(names.stream().sorted().toList(), found);
    }
  }

  @Test
  void aFileMayHoldImageAndLabelMapUnlessAnotherBearsTheLabelMap() {
    files("a.h5", "b.h5", "b_seg.nii", "imagesTs/c.h5");
    assertEquals(
        List.of("a: a.h5 | a.h5", "b: b.h5 | b_seg.nii", "c: imagesTs/c.h5 | imagesTs/c.h5 test"),
        cases());
    assertEquals(List.of("a", "b"), thoseThatNeedTheirLabelMap());
    unlabelledAllowed = true;
    assertEquals(List.of("b"), thoseThatNeedTheirLabelMap());
  }

  private List<String> thoseThatNeedTheirLabelMap() {
    return pairing().cases().stream()
        .filter(CaseSource::labelRequired)
        .map(CaseSource::caseId)
        .toList();
  }

  @Test
  void aCaseMayMixFormats() {
    files("a_image.mha", "a_seg.nii.gz", "images/b.hdr", "labels/b.mhd");
    assertEquals(
        List.of("a: a_image.mha | a_seg.nii.gz", "b: images/b.hdr | labels/b.mhd"), cases());
  }

  @Test
  void aSeriesIsACaseUnderItsUid() {
    unlabelledAllowed = true;
    files("images/a.nii");
    series = List.of(new Series("1.2.3", List.of("/in/s/2", "/in/s/1")));
    assertEquals(List.of("1.2.3: s/1+s/2", "a: images/a.nii"), cases());
    unlabelledAllowed = false;
    assertEquals(Map.of("1.2.3", Fault.LABEL_MISSING, "a", Fault.LABEL_MISSING), reasons());
    assertEquals(List.of("s/1", "s/2"), filesOf("1.2.3"));
  }

  private void json(String text) {
    json = Optional.of(DatasetJson.parse(text));
  }

  private static final String DECATHLON =
      """
      {"name": "Hippocampus", "labels": {"0": "background", "1": "Anterior"},
       "training": [
         {"image": "./imagesTr/h_001.nii.gz", "label": "./labelsTr/h_001.nii.gz"},
         {"image": "./imagesTr/h_002.nii.gz", "label": "./labelsTr/h_002.nii.gz"}],
       "test": ["./imagesTs/h_009.nii.gz"]}
      """;

  @Test
  void datasetJsonSaysWhichCasesThereAreAndWhatItDoesNotListFails() {
    files(
        "imagesTr/h_001.nii.gz",
        "labelsTr/h_001.nii.gz",
        "imagesTr/h_003.nii.gz",
        "labelsTr/h_003.nii.gz",
        "odd/h_001_seg.nii.gz",
        "imagesTs/h_009.nii.gz");
    series = List.of(new Series("1.2", List.of("/in/d/1", "/in/d/2")));
    json(DECATHLON);
    // The files of h_002 are listed but absent: preprocessing will say so.
    assertEquals(
        List.of(
            "h_001: imagesTr/h_001.nii.gz | labelsTr/h_001.nii.gz",
            "h_002: imagesTr/h_002.nii.gz | labelsTr/h_002.nii.gz",
            "h_009: imagesTs/h_009.nii.gz test"),
        cases());
    assertEquals(
        Map.of(
            "1.2", Fault.UNLISTED, "h_003", Fault.UNLISTED, "odd/h_001_seg.nii.gz", Fault.UNLISTED),
        reasons());
    assertEquals(List.of("imagesTr/h_003.nii.gz", "labelsTr/h_003.nii.gz"), filesOf("h_003"));
    assertEquals(List.of("d/1", "d/2"), filesOf("1.2"));
  }

  @Test
  void imagesThatShareACaseIdInDatasetJsonFailAndOneListedTwiceIsOneCase() {
    json(
        """
        {"labels": {"0": "background", "1": "organ"},
         "training": [
           {"image": "siteA/h_001.nii.gz", "label": "labelsTr/h_001.nii.gz"},
           {"image": "siteB/h_001.nii.gz", "label": "labelsTr/h_001.nii.gz"},
           {"image": "siteA/h_002.nii.gz", "label": "labelsTr/h_002.nii.gz"}],
         "test": ["siteA/h_002.nii.gz", "siteC/h_001.nii.gz"]}
        """);
    assertEquals(List.of("h_002: siteA/h_002.nii.gz | labelsTr/h_002.nii.gz"), cases());
    assertEquals(Map.of("h_001", Fault.DUPLICATE_CASE), reasons());
    assertEquals(
        List.of(
            "labelsTr/h_001.nii.gz",
            "siteA/h_001.nii.gz",
            "siteB/h_001.nii.gz",
            "siteC/h_001.nii.gz"),
        filesOf("h_001"));
  }

  @Test
  void oneFileMayHoldAllDeclaredChannelsUnlessSomeAreChosen() {
    json(
        """
        {"labels": {"0": "b"}, "modality": {"0": "FLAIR", "1": "T1w"},
         "training": [{"image": "imagesTr/a.nii.gz", "label": "labelsTr/a.nii.gz"}]}
        """);
    files("imagesTr/a.nii.gz", "labelsTr/a.nii.gz");
    assertEquals(List.of("a: imagesTr/a.nii.gz | labelsTr/a.nii.gz"), cases());
    assertEquals(List.of("FLAIR", "T1w"), pairing().channels().usedNames());
    chosen = List.of("flair");
    assertEquals(Map.of("a", Fault.CHANNELS_DIFFER), reasons());
    assertTrue(message("a").contains("lie in one file"), message("a"));
  }

  @Test
  void nnUnetsListHasAnImagePerChannel() {
    json(
        """
        {"labels": {"b": 0, "t": 1}, "channel_names": {"0": "T1", "1": "T2"},
         "dataset": {
           "one": {"images": ["x/1a.nii", "x/1b.nii"], "label": "y/1.nii"},
           "two": {"images": ["x/2a.nii"], "label": "y/2.nii"},
           "three": {"images": ["x/1.nii", "x/2.nii", "x/3.nii"], "label": "y/3.nii"}}}
        """);
    chosen = List.of("T2");
    assertEquals(List.of("one: x/1b.nii | y/1.nii"), cases());
    assertEquals(Map.of("two", Fault.CHANNELS_DIFFER, "three", Fault.CHANNELS_DIFFER), reasons());
  }

  @Test
  void aDatasetJsonThatListsNoCasesLeavesThePairingToNames() {
    files(
        "imagesTr/a_0000.nii.gz",
        "imagesTr/a_0001.nii.gz",
        "labelsTr/a.nii.gz",
        "imagesTr/b_0000.nii.gz",
        "labelsTr/b.nii.gz",
        "imagesTr/c.nii.gz",
        "labelsTr/c.nii.gz");
    json(
        """
        {"channel_names": {"0": "MRI", "1": "PET"}, "labels": {"background": 0, "organ": 1},
         "numTraining": 1, "file_ending": ".nii.gz"}
        """);
    chosen = List.of("PET", "MRI");
    assertEquals(
        List.of("a: imagesTr/a_0001.nii.gz imagesTr/a_0000.nii.gz | labelsTr/a.nii.gz"), cases());
    assertEquals(List.of("PET", "MRI"), pairing().channels().usedNames());
    chosen = List.of();
    assertEquals(Map.of("b", Fault.CHANNELS_DIFFER), reasons());
    assertEquals(2, cases().size(), "c holds both channels in one file");
  }

  private void csv(String text) {
    csv = Optional.of(CasesCsv.parse(text));
  }

  @Test
  void casesCsvComesFirst() {
    files("scans/1.nii", "scans/2.nii", "masks/1.nii", "imagesTr/h_001.nii.gz");
    json(DECATHLON);
    csv("case,image,label,part\np1,scans/1.nii,masks/1.nii,\np2,scans/2.nii,,test\n");
    assertEquals(List.of("p1: scans/1.nii | masks/1.nii", "p2: scans/2.nii test"), cases());
    assertEquals(Map.of("h_001", Fault.UNLISTED), reasons());
  }

  @Test
  void casesCsvNamesChannels() {
    files("1.nii", "2.nii", "m.nii");
    csv("case,image_t1,image_flair,label\na,1.nii,2.nii,m.nii\n");
    chosen = List.of("flair");
    assertEquals(List.of("a: 2.nii | m.nii"), cases());
    assertEquals(Map.of(), reasons());
  }

  @Test
  void aFolderInCasesCsvHoldsOneSeries() {
    unlabelledAllowed = true;
    series =
        List.of(
            new Series("1.1", List.of("/in/d/one/1.dcm", "/in/d/one/2.dcm")),
            new Series("1.2", List.of("/in/d/two/1.dcm", "/in/d/else/9.dcm")),
            new Series("1.3", List.of("/in/d/two/deep/1.dcm")),
            new Series("1.4", List.of("/in/d/one-more/1.dcm")));
    csv("case,image\none,d/one\ntwo,d/two\nnone,d/three\nsingle,d/else/9.dcm\n");
    assertEquals(List.of("one: d/one/1.dcm+d/one/2.dcm", "single: d/else/9.dcm"), cases());
    assertEquals(
        Map.of("two", Fault.SERIES_MIXED, "none", Fault.IMAGE_MISSING, "1.4", Fault.UNLISTED),
        reasons());
  }

  @Test
  void casesThatNeedALabelMapFailWithoutOne() {
    csv("case,image\na,1.nii\n");
    assertEquals(Map.of("a", Fault.LABEL_MISSING), reasons());
  }

  @Test
  void aListedFileInAnUnknownFormatIsNamed() {
    csv("case,image,label\na,1.nrrd,1.nii\nb,1.nii,b.png\n");
    assertEquals(Map.of("a", Fault.IMAGE_MISSING, "b", Fault.UNSUPPORTED), reasons());
    assertTrue(message("a").contains("1.nrrd, which cases.csv lists,"), message("a"));
  }

  @Test
  void noFilesMakeNoCases() {
    assertEquals(List.of(), pairing().outcomes());
    assertEquals(1, pairing().channels().count());
  }
}
