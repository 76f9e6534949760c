package io.twinbeam.pipelines.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which cases of several runs are the same: those of one id whose image and label map have the same
 * digests in run.json. An id of different data is made into several.
 */
final class CaseIdentity {

  private static final int SHORT_DIGEST = 8;
  private static final int SHOWN = 5;

  /** Digests of a case by run, by case id; a run that does not tell them has none. */
  private final Map<String, Map<String, String>> digests = new TreeMap<>();

  private final Set<String> unrecorded = new LinkedHashSet<>();

  CaseIdentity(Map<String, ReportData> runs) {
    runs.forEach(
        (name, run) -> {
          JsonNode data = run.provenance().at("/determinedBy/data");
          for (String caseId : RunComparison.cases(run)) {
            Map<String, String> known =
                digests.computeIfAbsent(caseId, id -> new LinkedHashMap<>());
            if (data.has(caseId)) {
              known.put(name, sources(data.get(caseId)));
            } else {
              unrecorded.add(name);
            }
          }
        });
  }

  /** Image and label map in short; equal where both are. */
  private static String sources(JsonNode node) {
    List<String> parts = new ArrayList<>();
    node.forEach(digest -> parts.add(digest.asText()));
    return String.join(" ", parts);
  }

  private boolean differs(String caseId) {
    return digests.get(caseId).values().stream().distinct().count() > 1;
  }

  /** The id of a case of {@code run}, which those of other runs have if they are the same. */
  String of(String run, String caseId) {
    if (!differs(caseId)) {
      return caseId;
    }
    String own = digests.get(caseId).get(run);
    return caseId + " (" + (own == null ? "data of " + run : shortened(own)) + ")";
  }

  private static String shortened(String sources) {
    return "data "
        + List.of(sources.split(" ", -1)).stream()
            .map(digest -> digest.substring(0, Math.min(SHORT_DIGEST, digest.length())))
            .collect(Collectors.joining("/"));
  }

  List<Warning> warnings() {
    List<Warning> warnings = new ArrayList<>();
    TreeSet<String> different = new TreeSet<>(digests.keySet());
    different.removeIf(caseId -> !differs(caseId));
    if (!different.isEmpty()) {
      warnings.add(
          new Warning(
              different.size() + " cases are not the same.",
              "Under one id, runs measured different data, by the digests of image and label map"
                  + " in run.json: "
                  + different.stream().limit(SHOWN).collect(Collectors.joining(", "))
                  + (different.size() > SHOWN ? " and others" : "")
                  + ". They are not paired."));
    }
    if (!unrecorded.isEmpty()) {
      warnings.add(
          new Warning(
              "Data not recorded.",
              "No digests of the measured cases are in run.json of "
                  + String.join(", ", unrecorded)
                  + "; cases are taken to be the same by their ids alone."));
    }
    return warnings;
  }
}
