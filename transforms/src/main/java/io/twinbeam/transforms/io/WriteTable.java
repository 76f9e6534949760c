package io.twinbeam.transforms.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * One CSV file, rows in their order whatever order they arrived in, each row once; a header alone
 * where there are none. The file appears whole or not at all. Out comes its path.
 *
 * <p>All rows meet on one worker.
 */
public final class WriteTable extends PTransform<PCollection<TableRow>, PCollection<String>> {

  private final String path;
  private final TableRow header;

  private WriteTable(String path, TableRow header) {
    this.path = path;
    this.header = header;
  }

  /**
   * Writes a table with the given header.
   *
   * @param path the file to write
   * @param columns the header
   */
  public static WriteTable to(String path, Object... columns) {
    return new WriteTable(path, TableRow.of("", columns));
  }

  @Override
  public PCollection<String> expand(PCollection<TableRow> rows) {
    PCollection<TableRow> first = rows.getPipeline().apply("StartWithHeader", Create.of(header));
    return PCollectionList.of(first)
        .and(rows)
        .apply("AddRows", Flatten.pCollections())
        .apply("BringTogether", WithKeys.of(""))
        .apply("GatherRows", GroupByKey.create())
        .apply("WriteFile", ParDo.of(new WriteFn(path, header.line())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("path", path));
  }

  private static final class WriteFn extends DoFn<KV<String, Iterable<TableRow>>, String> {

    private final String path;
    private final String header;

    WriteFn(String path, String header) {
      this.path = path;
      this.header = header;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<TableRow>> rows, OutputReceiver<String> paths)
        throws IOException {
      TreeSet<TableRow> sorted = new TreeSet<>();
      rows.getValue().forEach(sorted::add);
      // Not by its rank: a row may sort before it.
      sorted.remove(new TableRow("", header));
      StringBuilder text = new StringBuilder(header).append('\n');
      sorted.forEach(row -> text.append(row.line()).append('\n'));
      OutputFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
      paths.output(path);
    }
  }
}
