package io.bush.realtime.testkit.contract;

class InMemoryConnectionLeasesTest extends ConnectionLeasesContract {

    @Override
    protected Subject open() {
        return InMemorySubject.open();
    }
}
