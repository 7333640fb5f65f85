package io.bush.examples.review.file;

import io.bush.examples.review.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploaded bytes on disk, under names the server chose; what a user called a file never becomes a path. All nodes use
 * the same directory. Thread safety: any thread.
 */
public final class BlobStore {

    private static final Logger LOG = LoggerFactory.getLogger(BlobStore.class);
    private static final Pattern ID = Pattern.compile("blob_[A-Za-z0-9_-]{20}");
    private static final String THUMBNAIL = ".thumbnail";

    private final Path directory;

    /** Uses a directory, and makes it when it is not there. */
    public BlobStore(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StartFailure("--data cannot hold files: " + e, e);
        }
    }

    /** Bytes being written; exists for others only once somebody stores its id. Thread safety: for one thread. */
    public static final class Writing implements AutoCloseable {
        private final String id;
        private final FileChannel channel;

        private Writing(String id, FileChannel channel) {
            this.id = id;
            this.channel = channel;
        }

        void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Returns when the bytes would survive a power cut. */
        String finish() throws IOException {
            channel.force(true);
            channel.close();
            return id;
        }

        String id() {
            return id;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Writing create(String id) throws IOException {
        return new Writing(id, FileChannel.open(path(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Returns where a blob's bytes are. */
    public Path path(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not the id of a blob: " + id);
        }
        return directory.resolve(id);
    }

    /** Returns where a blob's thumbnail is, or will be. */
    public Path thumbnail(String id) {
        return directory.resolve(path(id).getFileName() + THUMBNAIL);
    }

    /** Deletes a blob and its thumbnail; what cannot be deleted goes with the next leftovers. */
    public void delete(String id) {
        for (Path path : List.of(path(id), thumbnail(id))) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.warn("cannot delete {}", path.getFileName(), e);
            }
        }
    }

    /**
     * Deletes what a crash left behind.
     *
     * @param known finds the ids of all blobs that belong to somebody; asked after the directory was read, so that what is
     *     made meanwhile stays
     */
    void deleteAllBut(Supplier<Set<String>> known) throws IOException {
        List<Path> found;
        try (Stream<Path> paths = Files.list(directory)) {
            found = paths.toList();
        }
        Set<String> kept = known.get();
        for (Path path : found) {
            // A thumbnail's name, also of one that is being made, begins with its blob's.
            String blob = path.getFileName().toString().split("\\.", 2)[0];
            if (!kept.contains(blob)) {
                Files.deleteIfExists(path);
            }
        }
    }
}
