package io.twinbeam.pipelines.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {

  @Test
  void wordsThatAShellWouldTakeApartAreQuoted() {
    assertEquals(
        "run 'my file.yaml' --x=1 'it'\\''s'",
        ShellWords.join(List.of("run", "my file.yaml", "--x=1", "it's")));
  }

  @Test
  void secretsAreLeftOut() {
    assertEquals(
        "'--uri=https://***@host/path?a=b' '--apiToken=***' '--awsSecretKey=***'",
        ShellWords.join(
            List.of("--uri=https://me:pw@host/path?a=b", "--apiToken=xyz", "--awsSecretKey=k")));
    assertEquals(
        "'--access_key=***' --password '***' --name x",
        ShellWords.join(List.of("--access_key=k", "--password", "pw", "--name", "x")));
    assertEquals(
        "see https://host/a?x=1&X-Goog-Signature=***&sig=*** there",
        ShellWords.withoutSecrets("see https://host/a?x=1&X-Goog-Signature=ab&sig=cd there"));
    assertEquals("--tokens --x=1", ShellWords.join(List.of("--tokens", "--x=1")));
    assertEquals("http://host/a@b", ShellWords.withoutSecrets("http://host/a@b"));
  }
}
