package io.twinbeam.pipelines.results;

import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.artifact.ArtifactRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;

/** The cases of a run as {@code cases.csv} lists them. */
public final class CasesTable {

  private final TreeMap<String, PreprocessedCase> cases = new TreeMap<>();
  private final Map<CaseRole, Set<String>> roles = new EnumMap<>(CaseRole.class);
  private final List<SplitCase> splits = new ArrayList<>();

  private CasesTable() {}

  /** Reads {@code cases.csv} of a run directory. */
  public static CasesTable read(Path path) throws IOException {
    CasesTable table = new CasesTable();
    for (CSVRecord row : CsvTable.read(path)) {
      String caseId = row.get("case_id");
      CaseRole role = CaseRole.valueOf(row.get("role").toUpperCase(Locale.ROOT));
      table.cases.put(caseId, preprocessed(caseId, row));
      int fold = row.isMapped("fold") ? Integer.parseInt(row.get("fold")) : 0;
      table.splits.add(new SplitCase(fold, role, table.cases.get(caseId)));
      table.roles.computeIfAbsent(role, key -> new TreeSet<>()).add(caseId);
    }
    return table;
  }

  private static PreprocessedCase preprocessed(String caseId, CSVRecord row) {
    List<Long> classVoxels =
        Arrays.stream(row.get("class_voxels").split(" "))
            .filter(count -> !count.isEmpty())
            .map(Long::valueOf)
            .toList();
    String[] artifact = row.get("artifact").split("/", 2);
    return new PreprocessedCase(
        caseId,
        new ArtifactRef(artifact[0], artifact[1]),
        row.get("content_sha256"),
        Integer.parseInt(row.get("channels")),
        row.get("shape"),
        !classVoxels.isEmpty(),
        classVoxels,
        row.get("source"),
        List.of(row.get("image_sha256"), row.get("label_sha256")),
        false);
  }

  /** The case of that id, or null. */
  public PreprocessedCase get(String caseId) {
    return cases.get(caseId);
  }

  /** The cases that have {@code role} for runs of {@code fold}, which is 0 where there are none. */
  public List<SplitCase> withRole(CaseRole role, int fold) {
    return splits.stream().filter(one -> one.role() == role && one.isForFold(fold)).toList();
  }

  public Set<String> caseIds() {
    return Collections.unmodifiableSet(cases.keySet());
  }

  /** SHA-256 of the bytes of every case's image and label map ("" for none), by case id. */
  public Map<String, List<String>> digests() {
    Map<String, List<String>> digests = new TreeMap<>();
    cases.forEach((caseId, preprocessed) -> digests.put(caseId, preprocessed.sourceDigests()));
    return digests;
  }

  /** The digest of every case as it was preprocessed, by case id. */
  public Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    cases.forEach((caseId, preprocessed) -> contents.put(caseId, preprocessed.content()));
    return contents;
  }

  /** How many cases have {@code role}, be it in one fold of several. */
  public long count(CaseRole role) {
    return roles.getOrDefault(role, Set.of()).size();
  }
}
