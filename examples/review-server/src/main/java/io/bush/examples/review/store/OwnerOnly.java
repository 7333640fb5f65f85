package io.bush.examples.review.store;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Permissions of what this server keeps on disk: for its owner, where the file system knows of owners. */
public final class OwnerOnly {

    private OwnerOnly() {}

    /** Attributes of a new directory. */
    public static FileAttribute<?>[] directory(Path path) {
        return attributes(path, "rwx------");
    }

    /** Attributes of a new file. */
    public static FileAttribute<?>[] file(Path path) {
        return attributes(path, "rw-------");
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
