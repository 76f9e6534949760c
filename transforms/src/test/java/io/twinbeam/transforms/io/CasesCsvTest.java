package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.io.CaseList.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CasesCsvTest {

  private static String refusal(String text) {
    InvalidCaseException refused =
        assertThrows(InvalidCaseException.class, () -> CasesCsv.parse(text));
    assertEquals(Fault.MALFORMED, refused.fault());
    assertTrue(refused.getMessage().startsWith("cases.csv: "), refused.getMessage());
    return refused.getMessage();
  }

  @Test
  void aLineIsACase() {
    CaseList list =
        CasesCsv.parse(
            """
            case,image,label,part
            a,./scans/a.nii.gz,masks/a.nii.gz,train
            "b, the second", scans/b ,,
            c,scans/c.nii,masks/c.nii,test
            """);
    assertEquals(ChannelNames.numbered(1), list.channels().orElseThrow());
    assertEquals(
        List.of(
            new Entry("a", List.of("scans/a.nii.gz"), "masks/a.nii.gz", false),
            new Entry("b, the second", List.of("scans/b"), null, false),
            new Entry("c", List.of("scans/c.nii"), "masks/c.nii", true)),
        list.entries());
  }

  @Test
  void columnsNameTheChannelsAndStandInAnyOrder() {
    CaseList list = CasesCsv.parse("image_t1,label,case,image_flair\r\nx.nii,,a,y.nii\r\n");
    assertEquals(List.of("t1", "flair"), list.channels().orElseThrow().names());
    assertEquals(List.of(new Entry("a", List.of("x.nii", "y.nii"), null, false)), list.entries());
  }

  @Test
  void labelAndPartMayBeLeftOutAndSpreadsheetsMayMarkTheByteOrder() throws IOException {
    byte[] bytes = "\uFEFFcase,image\nü,ä.nii\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of(new Entry("ü", List.of("ä.nii"), null, false)),
        CasesCsv.parse(new ByteArrayInputStream(bytes)).entries());
  }

  @Test
  void allMistakesAreListedWithTheirLines() {
    assertEquals(
        """
        cases.csv: line 2: case must be a name without / or \\, is '../a'
          line 3: image must be a path inside the data set's folder, with forward slashes, is \
        '/etc/passwd'
          line 4: must have 4 cells, has 3
          line 5: case b stands in line 3 already
          line 5: label must be a path inside the data set's folder, with forward slashes, is \
        'x/../../y'
          line 5: part must be train or test, is 'Test'
          line 7: image must be a path inside the data set's folder, with forward slashes, is \
        ''"""
            .replace("\\\n", ""),
        refusal(
            """
            case,image,label,part
            ../a,a.nii,,
            b,/etc/passwd,,
            c,c.nii,
            b,b.nii,x/../../y,Test

            d,,d.nii,
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | must start with a header",
        "case,image | must list at least one case",
        "case;image;label | line 1: column 'case;image;label' is none of case",
        "image,label | line 1: column case is missing",
        "case,label | line 1: column image is missing",
        "case,image,image_t1 | line 1: column image excludes",
        "case,image,image | line 1: column image stands there twice",
        "case,image_ | line 1: column 'image_' is none of",
        "case,image,mask | line 1: column 'mask' is none of",
        "case,image,\"label | must be CSV"
      })
  void aWrongHeaderIsRefused(String header, String message) {
    assertTrue(refusal(header + "\n").contains(message), refusal(header + "\n"));
  }

  @Test
  void oneFileIsNotTwoChannels() {
    assertTrue(
        refusal("case,image_a,image_b\nx,1.nii,./1.nii\n").contains("line 2: must have another"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x.nii", "../x.nii", "a/../../x.nii", "gs://b/x.nii", "~/x", "a\\x"})
  void pathsStayInsideTheFolder(String path) {
    assertTrue(refusal("case,image\na," + path + "\n").contains("line 2: image must be a path"));
  }

  @Test
  void theDocumentedExampleIsValid() throws IOException {
    String doc = Files.readString(Path.of("..", "docs", "preprocessing.md"));
    String example = doc.substring(doc.indexOf("```\ncase,") + 4);
    CaseList list = CasesCsv.parse(example.substring(0, example.indexOf("```")));
    assertEquals(List.of("t1", "flair"), list.channels().orElseThrow().names());
    assertEquals(List.of("p01", "p02", "p03"), list.entries().stream().map(Entry::caseId).toList());
  }

  @Test
  void otherEncodingsAreRefused() {
    byte[] latin = "case,image\nä,a.nii\n".getBytes(StandardCharsets.ISO_8859_1);
    assertTrue(
        assertThrows(
                InvalidCaseException.class, () -> CasesCsv.parse(new ByteArrayInputStream(latin)))
            .getMessage()
            .contains("must be text in UTF-8"));
  }
}
