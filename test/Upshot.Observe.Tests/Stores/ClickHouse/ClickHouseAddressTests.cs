using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

public sealed class ClickHouseAddressTests
{
    [Theory]
    [InlineData("clickhouse://shop@a:8124/telemetry?cluster=two", "clickhouse://shop@a:8124/telemetry?cluster=two")]
    [InlineData("clickhouse://a", "clickhouse://default@a:8123/upshot")]
    [InlineData("clickhouses://a,b:9000/", "clickhouses://default@a:8443,b:9000/upshot")]
    [InlineData("clickhouse://u%40v@[::1]:1,[fe80::2]/d", "clickhouse://u%40v@[::1]:1,[fe80::2]:8123/d")]
    public void Addresses_are_read_as_they_are_written(string text, string whole)
    {
        Assert.Equal(whole, ClickHouseAddress.Parse(text).ToString());
        Assert.Equal(whole, ClickHouseAddress.Parse(whole).ToString());
    }

    [Theory]
    [InlineData("", "no address of a store")]
    [InlineData("http://a/b", "no address of a store")]
    [InlineData("clickhouse://", "no host")]
    [InlineData("clickhouse://a:0/b", "no host")]
    [InlineData("clickhouse://a:99999/b", "no host")]
    [InlineData("clickhouse://a,,b/c", "no host")]
    [InlineData("clickhouse://a/b`; DROP DATABASE c", "cannot be the name of a database")]
    [InlineData("clickhouse://a/b/c", "cannot be the name of a database")]
    [InlineData("clickhouse://a/b?cluster=x'y", "cannot be the name of a cluster")]
    [InlineData("clickhouse://a/b?cluster=", "no setting")]
    [InlineData("clickhouse://a/b?password=x", "no setting")]
    [InlineData("clickhouse://u:secret@a/b", "UPSHOT_CLICKHOUSE_PASSWORD")]
    public void What_is_no_address_is_refused_with_what_to_write_and_without_a_password(string text, string because)
    {
        var refused = Assert.Throws<StoreException>(() => ClickHouseAddress.Parse(text));
        Assert.Contains(because, refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
    }

    [Fact]
    public void A_password_in_an_address_of_another_form_is_not_repeated() =>
        Assert.DoesNotContain("secret", Assert.Throws<StoreException>(() => ClickHouseAddress.Parse("tcp://user:secret@a/b")).Message);
}
