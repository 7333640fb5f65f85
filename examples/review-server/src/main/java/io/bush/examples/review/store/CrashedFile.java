package io.bush.examples.review.store;

import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database file as a process leaves it that is killed. Each commit is a piece of the file, put wherever there is room, and
 * H2 finds the newest by following the places where it expected the next one. As soon as room is used again, 45 seconds
 * after the file was made, it expects wrongly now and then, takes an older commit for the newest, and everything that was
 * answered since is gone. It loses nothing when it looks at the whole file, which it does in a mode that no database URL can
 * ask for; so this looks before the database is opened. Thread safety: for who is about to open the file.
 */
final class CrashedFile {

    private static final Logger LOG = LoggerFactory.getLogger(CrashedFile.class);

    private CrashedFile() {}

    /**
     * Makes the newest commit of a file the one that H2 finds. A file that was closed in order stays as it is.
     *
     * @param directory the data directory; without a file in it there is nothing to do
     */
    static void mend(Path directory) {
        Path file = Path.of(DatabaseUrl.file(directory) + ".mv.db");
        if (!Files.exists(file)) {
            return;
        }
        MVStore.Builder whole =
                new MVStore.Builder().fileName(file.toString()).recoveryMode().autoCommitDisabled();
        try (MVStore store = whole.open()) {
            LOG.debug("the newest commit is version {}", store.getCurrentVersion());
        } catch (MVStoreException e) {
            // Another process has it open, or it is no database: who opens it next is told, in words that fit.
            LOG.debug("the database file was not looked at", e);
        }
    }
}
