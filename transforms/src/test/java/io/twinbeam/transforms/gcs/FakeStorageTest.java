package io.twinbeam.transforms.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.NoCredentials;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.Storage.ComposeRequest;
import com.google.cloud.storage.Storage.CopyRequest;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's own client finds in the fake what it would find in the service. */
final class FakeStorageTest {

  private FakeStorage fake;
  private Storage client;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.start();
    client =
        StorageOptions.http()
            .setHost(fake.endpoint())
            .setProjectId("test")
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private static BlobId id(String name) {
    return BlobId.of(FakeStorage.BUCKET, name);
  }

  private static BlobInfo info(String name) {
    return BlobInfo.newBuilder(id(name)).build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names(BlobListOption... options) {
    return client.list(FakeStorage.BUCKET, options).streamAll().map(Blob::getName).toList();
  }

  @Test
  void bucketsAreThereOrNot() {
    assertEquals(FakeStorage.BUCKET, client.get(FakeStorage.BUCKET).getName());
    assertNull(client.get("elsewhere"));
  }

  @Test
  void namesOfAnyKindAreKept() {
    for (String name : List.of("a b/c+d%e.txt", "scans/äö/ü?&=#", "x//y")) {
      client.create(info(name), bytes(name));
      assertArrayEquals(bytes(name), client.readAllBytes(id(name)), name);
      assertEquals(name, client.get(id(name)).getName());
    }
  }

  @Test
  void listsComeInPagesWithPrefixesAndDelimiters() {
    List<String> all = List.of("a/1", "a/2", "a/b/3", "a/b/4", "a/c/5", "d", "e", "f", "g");
    all.forEach(name -> client.create(info(name), bytes(name)));
    assertEquals(all, names());
    assertEquals(all.subList(0, 5), names(BlobListOption.prefix("a/")));
    assertEquals(
        List.of("a/", "d", "e", "f", "g"),
        names(BlobListOption.currentDirectory()).stream().sorted().toList());
    assertEquals(
        List.of("a/1", "a/2", "a/b/", "a/c/"),
        names(BlobListOption.prefix("a/"), BlobListOption.currentDirectory()).stream()
            .sorted()
            .toList());
  }

  @Test
  void everyWriteIsAnotherGenerationAndConditionsHold() {
    Blob first = client.create(info("x"), bytes("1"), BlobTargetOption.doesNotExist());
    StorageException taken =
        assertThrows(
            StorageException.class,
            () -> client.create(info("x"), bytes("2"), BlobTargetOption.doesNotExist()));
    assertEquals(412, taken.getCode());
    Blob second =
        client.create(
            info("x"), bytes("2"), BlobTargetOption.generationMatch(first.getGeneration()));
    assertThrows(
        StorageException.class,
        () ->
            client.create(
                info("x"), bytes("3"), BlobTargetOption.generationMatch(first.getGeneration())));
    assertThrows(
        StorageException.class,
        () -> client.delete(id("x"), BlobSourceOption.generationMatch(first.getGeneration())));
    client.delete(id("x"), BlobSourceOption.generationMatch(second.getGeneration()));
    assertFalse(client.delete(id("x")));
  }

  @Test
  void checksumsAreThoseOfTheContent() {
    Blob blob = client.create(info("x"), bytes("123456789"));
    assertEquals("e3069283", blob.getCrc32cToHexString());
    assertEquals("25f9e794323b453885f5181f1b624d0b", blob.getMd5ToHexString());
    assertThrows(
        StorageException.class,
        () ->
            client.createFrom(
                BlobInfo.newBuilder(id("y")).setCrc32c("AAAAAA==").build(),
                new ByteArrayInputStream(bytes("other")),
                BlobWriteOption.crc32cMatch()));
  }

  @Test
  void anUploadInManyChunksIsWhole() throws IOException {
    byte[] content = new byte[900_001];
    new Random(3).nextBytes(content);
    try (WriteChannel channel = client.writer(info("large"))) {
      channel.setChunkSize(256 << 10);
      channel.write(ByteBuffer.wrap(content));
    }
    assertArrayEquals(content, fake.content("large"));
    assertEquals(4, fake.count(line -> line.startsWith("PUT")));
  }

  @Test
  void objectsAreCopiedComposedAndDeletedInBatches() {
    client.create(info("a"), bytes("one "));
    client.copy(CopyRequest.newBuilder().setSource(id("a")).setTarget(id("b")).build()).getResult();
    client.create(info("b2"), bytes("two"));
    client.compose(ComposeRequest.newBuilder().addSource("b", "b2").setTarget(info("c")).build());
    assertArrayEquals(bytes("one two"), client.readAllBytes(id("c")));
    assertEquals(List.of(true, false, true), client.delete(id("a"), id("none"), id("b")));
    assertEquals(List.of("b2", "c"), fake.names());
  }
}
