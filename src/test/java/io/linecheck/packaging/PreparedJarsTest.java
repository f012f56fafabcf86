package io.linecheck.packaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedJarsTest {
  @TempDir Path folder;

  /** A class as a compiler of Java 5 wrote it: {@code static int larger(int, int)}, no maps. */
  private static byte[] ofJava5() {
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("old.Larger"),
            type ->
                type.withVersion(ClassFile.JAVA_5_VERSION, 0)
                    .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                    .withMethodBody(
                        "larger",
                        MethodTypeDesc.of(
                            ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> {
                          var second = code.newLabel();
                          code.iload(0)
                              .iload(1)
                              .if_icmplt(second)
                              .iload(0)
                              .ireturn()
                              .labelBinding(second)
                              .iload(1)
                              .ireturn();
                        }));
  }

  private Path jar(String name, Map<String, byte[]> entries) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (var entry : new TreeMap<>(entries).entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void oldClassGetsStackMapsAndDoesWhatItDid() throws Exception {
    Path jar = jar("old.jar", Map.of("old/Larger.class", ofJava5()));
    assertEquals(List.of("old.jar"), PreparedJars.in(folder));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        JarFile read = new JarFile(jar.toFile())) {
      var larger = loader.loadClass("old.Larger").getMethod("larger", int.class, int.class);
      assertEquals(7, larger.invoke(null, 3, 7));
      assertEquals(9, larger.invoke(null, 9, 7));
      byte[] modern = read.getInputStream(read.getEntry("old/Larger.class")).readAllBytes();
      assertFalse(ModernClass.isOld(modern));
      assertTrue(
          ClassFile.of().parse(modern).methods().getFirst().code().stream()
              .flatMap(code ->
                  ((java.lang.classfile.attribute.CodeAttribute) code).attributes().stream())
              .anyMatch(StackMapTableAttribute.class::isInstance));
    }
  }

  @Test
  void signatureOfAJarIsTakenOffAndTheRestStays() throws Exception {
    Path jar =
        jar(
            "signed.jar",
            Map.of(
                "META-INF/MANIFEST.MF",
                text(
                    "Manifest-Version: 1.0\nAutomatic-Module-Name: some.signed\n\n"
                        + "Name: a.txt\nSHA-256-Digest: abc=\n\n"),
                "META-INF/BC.SF",
                text("Signature-Version: 1.0\n"),
                "META-INF/BC.RSA",
                new byte[] {1},
                "META-INF/services/a.B",
                text("a.C"),
                "a.txt",
                text("content")));
    assertEquals(List.of("signed.jar"), PreparedJars.in(folder));
    try (JarFile read = new JarFile(jar.toFile())) {
      assertEquals(
          List.of("META-INF/MANIFEST.MF", "META-INF/services/a.B", "a.txt"),
          read.stream().map(ZipEntry::getName).sorted().toList());
      assertEquals(
          "some.signed", read.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
      assertTrue(read.getManifest().getEntries().isEmpty());
      assertEquals(
          "content",
          new String(
              read.getInputStream(read.getEntry("a.txt")).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void soundJarStaysByteForByteAndASecondRunChangesNothing() throws Exception {
    Path sound = jar("sound.jar", Map.of("a.txt", text("content")));
    Path old = jar("old.jar", Map.of("old/Larger.class", ofJava5()));
    byte[] before = Files.readAllBytes(sound);
    PreparedJars.in(folder);
    byte[] prepared = Files.readAllBytes(old);
    assertEquals(List.of(), PreparedJars.in(folder));
    assertArrayEquals(before, Files.readAllBytes(sound));
    assertArrayEquals(prepared, Files.readAllBytes(old));
  }

  @Test
  void brokenClassStaysAsItIs() throws Exception {
    byte[] broken = ofJava5().clone();
    broken[9] = 1;
    Path jar = jar("broken.jar", Map.of("old/Larger.class", broken));
    PreparedJars.in(folder);
    try (JarFile read = new JarFile(jar.toFile())) {
      assertArrayEquals(
          broken, read.getInputStream(read.getEntry("old/Larger.class")).readAllBytes());
    }
  }

  @Test
  void nativeLibrariesLieBesideTheJars() throws Exception {
    jar("native.jar", Map.of("META-INF/native/libsome.so", new byte[] {7}));
    PreparedJars.in(folder);
    assertArrayEquals(
        new byte[] {7}, Files.readAllBytes(folder.resolve("native").resolve("libsome.so")));
  }
}
