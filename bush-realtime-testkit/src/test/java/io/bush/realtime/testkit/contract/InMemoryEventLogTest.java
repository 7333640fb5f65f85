package io.bush.realtime.testkit.contract;

class InMemoryEventLogTest extends EventLogContract {

    @Override
    protected Subject open() {
        return InMemorySubject.open();
    }
}
