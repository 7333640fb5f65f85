package io.bush.examples.review.store;

import java.nio.file.Path;

/** A process of its own that shares a database file, and says of each row when it is committed. */
final class CountingProcess {

    private CountingProcess() {}

    /** Counts in a directory's database until it is killed, or up to a number. */
    public static void main(String[] arguments) {
        String name = arguments[1];
        try (Database database = Database.shared(Path.of(arguments[0]))) {
            for (int i = 1; i <= Integer.parseInt(arguments[2]); i++) {
                int number = i;
                database.inTransaction(tx -> tx.update("insert into counted values (?, ?)", name, number));
                System.out.println(name + " " + i);
                System.out.flush();
            }
        }
    }
}
