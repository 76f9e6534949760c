package io.twinbeam.pipelines.verify;

import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.io.TableRow;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Tables of a rerun whose data have moved, as though the data lay where the run found them. */
public final class MovedData {

  private static final List<String> TABLES = List.of(RunDirectory.CASES, RunDirectory.FAILED_CASES);

  private MovedData() {}

  /**
   * Rewrites the tables that name files.
   *
   * @param here the folder of the data now
   * @param then that of the run
   */
  public static void rename(RunDirectory directory, String here, String then) throws IOException {
    // Only where a path begins: the folder's name may come again within a path.
    Pattern path = Pattern.compile("(?<![\\w.\\-/])" + Pattern.quote(bare(here)) + "(?=/)");
    String replacement = Matcher.quoteReplacement(bare(then));
    for (String table : TABLES) {
      StringBuilder text = new StringBuilder();
      try (Reader reader = Files.newBufferedReader(directory.path().resolve(table))) {
        for (CSVRecord row : CSVFormat.RFC4180.parse(reader)) {
          Object[] cells =
              row.stream().map(cell -> path.matcher(cell).replaceAll(replacement)).toArray();
          text.append(TableRow.of("", cells).line()).append('\n');
        }
      }
      OutputFile.write(directory.file(table), text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String bare(String folder) {
    return folder.replaceFirst("/+$", "");
  }
}
