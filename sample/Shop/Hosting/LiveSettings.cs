using System.Globalization;

namespace Shop.Hosting;

/// <summary>Configuration that the admin endpoints change while the service runs: flags and faults.</summary>
internal sealed class LiveSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void SetNumber(string key, double value)
    {
        Set(key, value.ToString(CultureInfo.InvariantCulture));
        OnReload();
    }
}
