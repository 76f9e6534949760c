package io.twinbeam.pipelines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.pipelines.results.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MovedDataTest {

  @TempDir private Path folder;

  private String renamed(String cases, String here, String then) throws IOException {
    Files.writeString(folder.resolve("cases.csv"), cases);
    Files.writeString(folder.resolve("failed-cases.csv"), "case_id\n");
    MovedData.rename(new RunDirectory(folder), here, then);
    return Files.readString(folder.resolve("cases.csv"));
  }

  @Test
  void quotesComeAndGoWithTheFolder() throws IOException {
    String plain = "case_id,source,label\na,/data/d/a.nii,\n";
    String quoted = "case_id,source,label\na,\"/da,ta $1/d/a.nii\",\n";
    assertEquals(quoted, renamed(plain, "/data", "/da,ta $1"));
    assertEquals(plain, renamed(quoted, "/da,ta $1", "/data"));
    assertEquals(plain, renamed(plain.replace("/data", "gs://b"), "gs://b/", "/data/"));
  }

  @Test
  void aFolderOfTheSameNameWithinAPathStays() throws IOException {
    assertEquals(
        "source\n/e/x/d/a.nii\n\"cannot read /e/b.nii, /ding/b\"\n",
        renamed("source\n/d/x/d/a.nii\n\"cannot read /d/b.nii, /ding/b\"\n", "/d", "/e"));
  }
}
