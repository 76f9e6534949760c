package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nu.validator.client.EmbeddedValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Nu Html Checker, which validator.w3.org runs too. */
class ValidHtmlTest {

  @Test
  void aReportIsValid(@TempDir Path directory) throws Exception {
    SampleRun.write(directory);
    assertEquals(List.of(), errors(Report.render(ReportData.load(directory, SampleRun.images()))));
  }

  @Test
  void theCheckerFindsErrors() throws Exception {
    assertEquals(2, errors("<!DOCTYPE html><html lang=en><title>x</title><p><b></p>").size());
  }

  static List<String> errors(String html) throws Exception {
    EmbeddedValidator checker = new EmbeddedValidator();
    checker.setOutputFormat(EmbeddedValidator.OutputFormat.JSON);
    String findings =
        checker.validate(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    List<String> errors = new ArrayList<>();
    for (JsonNode finding : new ObjectMapper().readTree(findings).path("messages")) {
      if (!finding.path("type").asText().equals("info")) {
        errors.add(finding.path("message").asText() + " at " + finding.path("extract").asText());
      }
    }
    return errors;
  }
}
