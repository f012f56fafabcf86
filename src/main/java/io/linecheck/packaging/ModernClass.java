package io.linecheck.packaging;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;

/**
 * Gives a class of before Java 6 the stack maps that the JVM's newer verifier reads (JVMS 4.10.1),
 * so that it may lie in an ahead-of-time cache. Its behaviour stays the same.
 */
final class ModernClass {
  /** The bytes of a class file that {@link #isOld} reads. */
  static final int HEADER_BYTES = 8;

  private final ClassFile rewriting;

  /** A rewriter that looks up the classes a class builds on with the given loader. */
  ModernClass(ClassLoader libraries) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(libraries)
            .orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader()))
            .orElse(unknown -> ClassHierarchyResolver.ClassHierarchyInfo.ofInterface());
    this.rewriting =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.DebugElementsOption.PASS_DEBUG,
            ClassFile.DeadCodeOption.PATCH_DEAD_CODE,
            ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  /** Whether a class file, by its first bytes, is of before Java 6 (JVMS 4.1, major version). */
  static boolean isOld(byte[] header) {
    return header.length >= HEADER_BYTES
        && (((header[6] & 0xff) << 8) | (header[7] & 0xff)) < ClassFile.JAVA_6_VERSION;
  }

  /**
   * The class in the form of Java 8, or as it came where it is not old or holds what has no modern
   * form (the subroutines of old compilers).
   */
  byte[] of(byte[] bytes) {
    if (!isOld(bytes)) {
      return bytes;
    }
    try {
      ClassModel old = rewriting.parse(bytes);
      byte[] modern =
          rewriting.transformClass(
              old,
              ClassTransform.transformingMethodBodies(CodeBuilder::with)
                  .andThen(
                      ClassTransform.endHandler(
                          builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
      return rewriting.verify(modern).isEmpty() ? modern : bytes;
    } catch (IllegalArgumentException withoutModernForm) {
      return bytes;
    }
  }
}
