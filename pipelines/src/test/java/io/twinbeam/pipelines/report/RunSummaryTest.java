package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunSummaryTest {

  @Test
  void methodsComeInTheOrderOfTheExperimentWhereItIsTold() throws JsonProcessingException {
    String methods = "\"methods\": {\"cps\": {}, \"mcf\": {}, \"supervised\": {}}";
    assertEquals(List.of("cps", "mcf", "supervised"), names("{" + methods + "}"));
    assertEquals(
        List.of("supervised", "mcf", "cps"),
        names("{" + methods + ", \"methodOrder\": [\"supervised\", \"mcf\", \"cps\"]}"));
  }

  private static List<String> names(String json) throws JsonProcessingException {
    return RunSummary.of(new ObjectMapper().readTree(json)).methods().stream()
        .map(MethodSummary::name)
        .toList();
  }
}
