using Autograd.Benchmarks;

namespace Autograd.Tests.Benchmarks;

public sealed class ClusterTests
{
    private static readonly MeasuredStep s_step = new("", Bytes: 8e6, [(1, 1e-3), (100, 2e-3), (200, 4e-3)], 5e-4, 1e10, Jitter: 0);
    private static readonly Wire s_wire = new("", Latency: 1e-5, Bandwidth: 1e9);

    [TestCase(1, 1e-3)]
    [TestCase(0.5, 1e-3)]
    [TestCase(100, 2e-3)]
    [TestCase(150, 3e-3)]
    [TestCase(400, 8e-3)]
    public void Steps_that_were_not_measured_lie_on_a_line(double samples, double seconds) =>
        s_step.Compute(samples).ShouldBe(seconds, 1e-9);

    [Test]
    public void One_machine_computes_and_updates_and_two_meet_besides()
    {
        Cluster.Step(s_step, s_wire, 1, 200).ShouldBe(4e-3 + 5e-4, 1e-9);

        // The losses, half of the block there and added up, and back.
        double meetings = (1e-5 + (512 / 1e9)) + (1e-5 + (4e6 / 1e9) + (4e6 / 1e10)) + (1e-5 + (4e6 / 1e9));
        Cluster.Step(s_step, s_wire, 2, 200).ShouldBe(2e-3 + 5e-4 + meetings, 1e-9);
    }

    [Test]
    public void A_better_network_is_faster_and_jitter_slower()
    {
        double usual = Cluster.Step(s_step, s_wire, 64, 6400);
        Cluster.Step(s_step, s_wire with { Latency = 1e-6 }, 64, 6400).ShouldBeLessThan(usual);
        Cluster.Step(s_step, s_wire with { Bandwidth = 1e10 }, 64, 6400).ShouldBeLessThan(usual);
        Cluster.Step(s_step with { Jitter = 0.1 }, s_wire, 64, 6400).ShouldBeGreaterThan(usual);
    }

    [Test]
    public void The_tables_have_all_networks_and_numbers_of_machines()
    {
        var text = new StringWriter();
        ManyMachines.Predict([s_step], text);
        Wire.All.ShouldAllBe(wire => text.ToString().Split($"| {wire.Name} |").Length == 3);
        text.ToString().ShouldContain("| batches of 8,192 | 2 | 4 | 8 | 16 | 32 | 64 | 128 | 256 | 512 | 1024 |");
    }
}
