package io.bush.examples.review.account;

import io.bush.examples.review.model.User;
import io.bush.examples.review.store.StoreException;
import io.bush.examples.review.store.Transaction;
import java.time.Clock;

/** The users table. In this demo anybody may be anybody: a user exists from the first time it is named. */
public final class Accounts {

    private final Clock clock;

    public Accounts(Clock clock) {
        this.clock = clock;
    }

    /** Makes sure that a user exists. */
    public User ensure(Transaction tx, User user) {
        try {
            insert(tx, user);
        } catch (StoreException.Duplicate e) {
            // Two asked for the same new user at the same time; the other one was faster.
            return user;
        }
        return user;
    }

    private void insert(Transaction tx, User user) {
        tx.update(
                "merge into users u using (values (?, ?, ?)) as n (id, name, created_at) on u.id = n.id"
                        + " when not matched then insert values (n.id, n.name, n.created_at)",
                user.id(),
                user.name(),
                clock.instant());
    }
}
