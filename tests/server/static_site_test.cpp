// The site as the server gives it out: nothing but its own files, with the headers that protect.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "http/server.hpp"
#include "http/static_site.hpp"

namespace retour::http {
namespace {

class StaticSiteTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("retour-site-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "fonts");
    write("index.html", "<!doctype html>");
    write("main.js", "export {}");
    write("main.js.br", "compressed");
    write("fonts/a.ttf", "font");
    write("../outside.txt", "secret");
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::remove(folder_.parent_path() / "outside.txt");
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::filesystem::path folder_;
};

TEST_F(StaticSiteTest, GivesItsFilesWithTypesAndCompressedForms) {
  const Result<StaticSite> site = StaticSite::load(folder_.string());
  ASSERT_TRUE(site.has_value()) << site.error().context;
  EXPECT_EQ(site->count(), 3u);
  ASSERT_NE(site->find("/"), nullptr);
  EXPECT_EQ(site->find("/")->media_type, "text/html; charset=utf-8");
  const Asset* script = site->find("/main.js?nodraw");
  ASSERT_NE(script, nullptr);
  EXPECT_EQ(script->bytes, "export {}");
  EXPECT_EQ(script->brotli, "compressed");
  EXPECT_EQ(site->find("/fonts/a.ttf")->media_type, "font/ttf");
}

TEST_F(StaticSiteTest, NoRequestReachesAnythingElse) {
  const Result<StaticSite> site = StaticSite::load(folder_.string());
  ASSERT_TRUE(site.has_value());
  for (const char* target : {"/../outside.txt", "/fonts/../../outside.txt", "//etc/passwd",
                             "/%2e%2e/outside.txt", "/main.js.br", "/fonts", "", "main.js", "/."})
    EXPECT_EQ(site->find(target), nullptr) << target;
}

TEST_F(StaticSiteTest, AFolderWithoutASiteIsExplained) {
  std::filesystem::remove(folder_ / "index.html");
  EXPECT_EQ(StaticSite::load(folder_.string()).error().code, FailureCode::not_found);
  EXPECT_EQ(StaticSite::load((folder_ / "none").string()).error().code, FailureCode::not_found);
}

TEST(ListenAddressTest, ReadsAddressesAndRefusesNonsense) {
  EXPECT_EQ(parse_listen_address("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(parse_listen_address("[::1]:0")->host, "::1");
  EXPECT_EQ(parse_listen_address("9000")->host, "127.0.0.1");
  for (const char* text : {"", "localhost:80", "127.0.0.1:", "127.0.0.1:99999", "a:b", ":80"})
    EXPECT_FALSE(parse_listen_address(text).has_value()) << text;
  EXPECT_TRUE(is_loopback({"127.0.0.1", 1}));
  EXPECT_TRUE(is_loopback({"::1", 1}));
  EXPECT_FALSE(is_loopback({"0.0.0.0", 1}));
}

// A second server on the same address was told to close the database elsewhere.
TEST_F(StaticSiteTest, ATakenAddressIsExplained) {
  const Result<StaticSite> site = StaticSite::load(folder_.string());
  ASSERT_TRUE(site.has_value());
  Server first(*site);
  const Result<std::uint16_t> port = first.listen({"127.0.0.1", 0});
  ASSERT_TRUE(port.has_value()) << port.error().context;
  Server second(*site);
  const Result<std::uint16_t> again = second.listen({"127.0.0.1", *port});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, FailureCode::io);
  EXPECT_NE(again.error().context.find(std::to_string(*port) + " is taken"), std::string::npos);
  EXPECT_NE(again.error().context.find("--listen"), std::string::npos);
}

}  // namespace
}  // namespace retour::http
