using Upshot.Decide.Exports;

namespace Upshot.Decide.Tests.Exports;

public class ServiceNameTests
{
    [Theory]
    [InlineData("ts-order-service-6d8f7c9b5-x2x4z", "ts-order-service")]
    [InlineData("ts-order-service-579f59597d-wc2lz", "ts-order-service")]
    [InlineData("frontend-668d5f85fb-wckp8", "frontend")]
    [InlineData("adservice-0", "adservice")]
    [InlineData("node-agent-x2x4z", "node-agent")]
    [InlineData("default/orders-6d8f7c9b5-x2x4z", "orders")]
    [InlineData("orders:8080", "orders")]
    [InlineData("ts-order-service", "ts-order-service")]
    [InlineData("ts-inside-payment-service", "ts-inside-payment-service")]
    [InlineData("order-other", "order-other")]
    public void A_pod_is_of_its_service(string pod, string service) => Assert.Equal(service, ServiceName.OfPod(pod));

    [Theory]
    [InlineData("metric/orders-6d8f7c9b5-x2x4z_metric.csv", "orders")]
    [InlineData("orders/app.log", "orders")]
    [InlineData("logs/orders.log", "orders")]
    [InlineData("orders-6d8f7c9b5-x2x4z.log", "orders")]
    [InlineData("05_19_log.csv", "")]
    [InlineData("metrics.csv", "")]
    public void A_file_tells_its_service_when_its_name_does(string file, string service) => Assert.Equal(service, ServiceName.OfFile(file));
}
