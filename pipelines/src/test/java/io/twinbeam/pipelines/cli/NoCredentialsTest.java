package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command says of wrong arguments; nothing runs. */
final class NoCredentialsTest {

  private static final String SECRET = "hunter2";

  @TempDir private Path folder;

  private String refusal(String... arguments) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    assertEquals(Twinbeam.USAGE, Twinbeam.execute(out, out, arguments), text.toString());
    assertFalse(text.toString().contains(SECRET), text.toString());
    return text.toString();
  }

  private String experiment(String data) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    String text =
        "name: a\nmethods: [supervised]\ndata: {folder: '" + data + "', classes: {a: [1]}}\n";
    return Files.writeString(file, text).toString();
  }

  private String workspace() {
    return "--workspace=" + folder.resolve("workspace");
  }

  @Test
  void aFolderWithAPasswordIsRefusedAsRunJsonWouldNameIt() throws IOException {
    String given = "gs://me:" + SECRET + "@bucket/data";
    for (String said :
        new String[] {
          refusal("run", experiment(given), workspace()),
          refusal("run", experiment("elsewhere"), "--data=" + given, workspace()),
          refusal("run", experiment("https://host/data?sig=" + SECRET), workspace())
        }) {
      assertTrue(said.contains("must hold no password or signature"), said);
    }
    assertFalse(Files.exists(folder.resolve("workspace")));
  }

  @Test
  void argumentsThatAreNoneAreRepeatedWithoutPasswords() throws IOException {
    String said = refusal("https://me:" + SECRET + "@host");
    assertTrue(said.contains("https://***@host"), said);
    refusal("run", experiment("x"), "--stacktrace", "--nothing=http://me:" + SECRET + "@host");
    refusal("run", experiment("x"), "--device", "http://me:" + SECRET + "@host");
    refusal("run", experiment("x"), "--mlflowTrackingUri=ftp://me:" + SECRET + "@host");
  }

  @Test
  void aFileThatIsNoExperimentBySizeIsRefusedUnread() throws IOException {
    Path huge = folder.resolve("huge.yaml");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    String said = refusal("run", huge.toString(), workspace());
    assertTrue(said.contains("huge.yaml must have at most 4194304 bytes"), said);
    assertTrue(refusal("recipes", huge.toString()).contains("recipe"), said);
  }
}
