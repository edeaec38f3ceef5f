// digits/metrics.hpp: what is written reads back, and the best epoch is the best.
#define BOOST_TEST_MODULE metrics
#include "digits/metrics.hpp"
#include "scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace digits;

BOOST_AUTO_TEST_CASE(metrics_read_back) {
    const Scratch scratch("metrics");
    const auto path = scratch.folder / "metrics.csv";
    const std::vector<EpochRecord> records{{1, 1.0 / 3, 0.1, 2.5e-9, 0.98425, 9.1}, {2, 1e300, 0, 0.1 + 0.2, 1, 0.0004}};
    write_metrics(path, records);
    std::istringstream lines(read(path));
    std::string line;
    std::getline(lines, line);
    BOOST_TEST(line == "epoch,train_loss,train_acc,val_loss,val_acc,seconds");
    for (const EpochRecord& record : records) {
        std::getline(lines, line);
        EpochRecord back;
        BOOST_TEST(std::sscanf(line.c_str(), "%d,%lf,%lf,%lf,%lf,%lf", &back.epoch, &back.train_loss, &back.train_acc, &back.val_loss, &back.val_acc,
                               &back.seconds) == 6);
        BOOST_TEST(back.epoch == record.epoch);
        BOOST_TEST(back.train_loss == record.train_loss); // to the bit
        BOOST_TEST(back.train_acc == record.train_acc);
        BOOST_TEST(back.val_loss == record.val_loss);
        BOOST_TEST(back.val_acc == record.val_acc);
        BOOST_TEST(std::abs(back.seconds - record.seconds) <= 0.0005);
    }
    BOOST_TEST(!std::getline(lines, line));

    write_metrics(path, std::span(records).first(1));
    BOOST_TEST(read(path) == "epoch,train_loss,train_acc,val_loss,val_acc,seconds\n1,0.3333333333333333,0.1,2.5e-09,0.98425,9.100\n");
    BOOST_CHECK_THROW(write_metrics(scratch.folder / "none" / "metrics.csv", records), duet::Error);
}

BOOST_AUTO_TEST_CASE(the_best_epoch_has_the_least_validation_loss) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto best = [](std::vector<double> losses) {
        std::vector<EpochRecord> records;
        for (const double loss : losses) records.push_back({static_cast<int>(records.size()) + 1, 0, 0, loss, 0, 0});
        return best_epoch(records).epoch;
    };
    BOOST_TEST(best({3, 1, 2}) == 2);
    BOOST_TEST(best({1, 1}) == 1);
    BOOST_TEST(best({nan, 5, nan, 4}) == 4);
    BOOST_TEST(best({nan, nan}) == 1);
}
