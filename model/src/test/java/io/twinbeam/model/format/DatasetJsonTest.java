package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.format.DatasetJson.Pair;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetJsonTest {

  private static final String DECATHLON =
      """
      {"name": "Hippocampus", "tensorImageSize": "3D", "modality": {"0": "MRI"},
       "labels": {"0": "background", "1": "Anterior", "2": "Posterior"},
       "numTraining": 2, "numTest": 1,
       "training": [
         {"image": "./imagesTr/h_367.nii.gz", "label": "./labelsTr/h_367.nii.gz"},
         {"image": "./imagesTr/h_304.nii.gz", "label": null},
         "imagesTr/h_305.nii.gz"],
       "test": ["./imagesTs/h_267.nii.gz"]}
      """;

  private static final String NNUNET =
      """
      {"channel_names": {"0": "MRI"},
       "labels": {"background": 0, "Anterior": 1, "Posterior": 2, "ignore": 3},
       "numTraining": 260, "file_ending": ".nii.gz"}
      """;

  @Test
  void aDecathlonFileGivesPairsLabelsAndTests() {
    DatasetJson dataset = DatasetJson.parse(DECATHLON);
    assertEquals("Hippocampus", dataset.name());
    assertEquals(Map.of(0, "background", 1, "Anterior", 2, "Posterior"), dataset.labels());
    assertEquals(Map.of(0, "MRI"), dataset.channels());
    assertEquals(
        List.of(
            new Pair("", List.of("imagesTr/h_367.nii.gz"), "labelsTr/h_367.nii.gz"),
            new Pair("", List.of("imagesTr/h_304.nii.gz"), null),
            new Pair("", List.of("imagesTr/h_305.nii.gz"), null)),
        dataset.training());
    assertEquals(List.of("imagesTs/h_267.nii.gz"), dataset.test());
    assertEquals(".nii.gz", dataset.fileEnding());
  }

  @Test
  void anNnUnetFileTurnsItsLabelsRound() {
    DatasetJson dataset = DatasetJson.parse(NNUNET);
    assertEquals(
        Map.of(0, "background", 1, "Anterior", 2, "Posterior", 3, "ignore"), dataset.labels());
    assertEquals(Map.of(0, "MRI"), dataset.channels());
    assertEquals(List.of(), dataset.training());
    assertEquals("", dataset.name());
    assertEquals(".nii.gz", dataset.fileEnding());
  }

  @Test
  void anNnUnetFileMayListItsCases() {
    String text =
        """
        {"labels": {"background": 0, "tumour": 1}, "file_ending": ".nii",
         "dataset": {"b": {"images": ["x/b.nii"], "label": "y/b.nii"},
                     "a": {"images": ["x/a1.nii", "x/a2.nii"]}}}
        """;
    assertEquals(
        List.of(
            new Pair("b", List.of("x/b.nii"), "y/b.nii"),
            new Pair("a", List.of("x/a1.nii", "x/a2.nii"), null)),
        DatasetJson.parse(text).training());
  }

  @Test
  void bytesAreReadAsUtf8() throws IOException {
    String text = "{\"name\": \"Vorhöfe\", \"labels\": {\"0\": \"background\"}}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertEquals("Vorhöfe", DatasetJson.parse(new ByteArrayInputStream(bytes)).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../secret.nii",
        "imagesTr/../../secret.nii",
        "imagesTr/..",
        "C:/scan.nii",
        "gs://bucket/scan.nii",
        "images\\\\scan.nii",
        "~/scan.nii",
        "a\\u0000.nii",
        "",
        "."
      })
  void aPathThatLeavesTheFolderIsRefused(String path) {
    String image =
        "{\"labels\": {\"0\": \"b\"}, \"training\": [{\"image\": \"ok.nii\"}, {\"image\": \"%s\"}]}";
    assertTrue(refusal(image.formatted(path)).contains("training[1].image"));
    String test = "{\"labels\": {\"0\": \"b\"}, \"test\": [\"%s\"]}";
    assertTrue(refusal(test.formatted(path)).contains("test[0]"));
  }

  @Test
  void dotsInNamesAreNoWayOut() {
    String text = "{\"labels\": {\"0\": \"b\"}, \"test\": [\"./a..b/.//..c.nii\"]}";
    assertEquals(List.of("a..b/..c.nii"), DatasetJson.parse(text).test());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | labels must map",
        "{\"labels\": {}} | labels must map",
        "{\"labels\": [\"a\"]} | labels must map",
        "{\"labels\": {\"256\": \"a\"}} | from 0 to 255, has 256",
        "{\"labels\": {\"-1\": \"a\"}} | from 0 to 255, has -1",
        "{\"labels\": {\"a\": 1.5}} | from 0 to 255, has 1.5",
        "{\"labels\": {\"a\": 99999999999}} | from 0 to 255",
        "{\"labels\": {\"a\": 1, \"b\": 1}} | must not repeat id 1, taken by a",
        "{\"labels\": {\"1\": \"a\", \"01\": \"b\"}} | must not repeat id 1",
        "{\"labels\": {\"whole\": [1, \"two\"]}} | labels.whole must have an id from 0 to 255",
        "{\"labels\": {\"whole\": {}}} | labels.whole must be one name, one id or a list of ids",
        "{\"labels\": {\"a\": null}} | labels.a",
        "{\"labels\": {\"0\": \"b\"}, \"training\": {}} | training must be a list",
        "{\"labels\": {\"0\": \"b\"}, \"training\": [{}]} | training[0].image",
        "{\"labels\": {\"0\": \"b\"}, \"training\": [7]} | training[0]",
        "{\"labels\": {\"0\": \"b\"}, \"modality\": {\"T1\": \"x\"}} | modality.T1",
        "{\"labels\": {\"0\": \"b\"}, \"file_ending\": \"nii/..\"} | file_ending",
        "{\"labels\": {\"0\": \"b\"}, \"dataset\": {\"c\": {\"images\": []}}} | dataset.c.images",
        "{\"labels\": {\"0\": \"b\"}, \"dataset\": {\"c\": {\"images\": [\"a\", \"/b\"]}}} | .images[1]",
        "{\"labels\": {\"0\": \"b\"}, \"dataset\": {\"../c\": {\"images\": [\"a\"]}}} | without /",
        "{\"labels\": {\"0\": \"b\"}, \"modality\": {\"0\": \"x\", \"2\": \"y\"}} | without gaps",
        "{\"labels\": {\"0\": \"b\", \"0\": \"c\"}} | Duplicate",
        "[] | one object",
        "'' | one object",
        "{\"labels\" | must be JSON",
        "{\"labels\": {\"0\": \"b\"}} extra | must be JSON"
      })
  void aMistakeIsNamedWithItsPlace(String text, String message) {
    String found = refusal(text);
    assertTrue(found.contains(message), found);
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    String found =
        refusal("{\"labels\": {\"300\": \"a\"}, \"training\": [1, 2], \"test\": [\"/x\"]}");
    for (String place : List.of("labels.300", "training[0]", "training[1]", "test[0]")) {
      assertTrue(found.contains(place), found);
    }
  }

  @Test
  void deepNestingIsRefusedRatherThanOverflowing() {
    assertTrue(refusal("[".repeat(100_000)).contains("must be JSON"));
  }

  private static String refusal(String text) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> DatasetJson.parse(text));
    assertEquals(Fault.MALFORMED, refused.fault());
    return refused.getMessage();
  }

  @Test
  void regionsDeclareEachOfTheirIdsOnce() {
    DatasetJson json =
        DatasetJson.parse(
            """
            {"labels": {"background": 0, "whole": [1, 2, 3], "core": [2, 3]}}
            """);
    assertEquals(Map.of(0, "background", 1, "whole", 2, "whole", 3, "whole"), json.labels());
  }
}
