using SampleTools;
using SkinnyNetwork;

namespace Autograd.Tests.Samples;

public sealed class SkinnyNetworkTests
{
    private const int Depth = 12;

    private static readonly Dictionary<string, Outcome> s_outcomes =
        Kind.All.ToDictionary(kind => kind.Name, kind => Outcome.Of(kind, Depth, seeds: 20, first: 1, steps: 1, new Session(), () => { }));

    [Test]
    public void Rectifiers_die_and_leaky_and_parametric_ones_do_not()
    {
        s_outcomes["ReLU"].DeadNetworks.ShouldBeGreaterThan(0.5);
        s_outcomes["ReLU"].GradientNorms[0].ShouldBe(0);
        foreach (string kind in new[] { "leaky ReLU", "PReLU" })
        {
            s_outcomes[kind].DeadUnits.ShouldBe(0);
            s_outcomes[kind].GradientNorms.ShouldAllBe(norm => norm > 1e-5);
        }
    }

    [Test]
    public void The_gradient_of_sigmoids_vanishes_layer_by_layer_and_batch_norm_and_bridges_mend_it()
    {
        double[] norms = s_outcomes["sigmoid"].GradientNorms;
        norms[0].ShouldBeLessThan(1e-6 * norms[^1]);
        for (int layer = 2; layer < Depth; layer++)
        {
            norms[layer].ShouldBeGreaterThan(norms[layer - 2]);
        }

        foreach (string kind in new[] { "sigmoid, batch norm", "sigmoid, residual", "ReLU, batch norm", "ReLU, residual" })
        {
            s_outcomes[kind].GradientNorms[0].ShouldBeGreaterThan(1e-3 * s_outcomes[kind].GradientNorms[^1]);
            s_outcomes[kind].DeadNetworks.ShouldBeLessThan(0.1);
        }
    }

    [Test]
    public void A_bridged_network_learns_where_a_plain_one_says_the_mean()
    {
        Outcome plain = Outcome.Of(Kind.All[0], Depth, seeds: 5, first: 1, steps: 300, new Session(), () => { }),
            bridged = Outcome.Of(Kind.All[5], Depth, seeds: 5, first: 1, steps: 300, new Session(), () => { });
        plain.Loss.ShouldBeGreaterThan(0.9);
        bridged.Loss.ShouldBeLessThan(0.2);
    }

    [Test]
    public void A_seed_gives_the_same_loss_to_the_bit()
    {
        double Loss() => new Network(Kind.All[4], Depth, seed: 3).Train(Outcome.Points(), steps: 3, new Session());

        Loss().ShouldBe(Loss());
    }

    [Test]
    public void A_bar_is_as_long_as_the_logarithm_says()
    {
        Bars.Bar(0).ShouldBe("");
        Bars.Bar(1e-12).ShouldBe("");
        Bars.Bar(1e-6).Length.ShouldBe(12);
        Bars.Bar(50).Length.ShouldBe(24);
    }

    [Test]
    public void A_run_fits_into_80_columns()
    {
        (int code, string output, string error) = Run("--seeds", "2", "--steps", "2", "--depth", "5");

        (code, error).ShouldBe((0, ""));
        output.ShouldContain("█");
        output.ShouldContain("networks dead");
        output.ShouldNotContain('\u001b');
        output.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
    }

    [Test]
    public void Help_lists_the_options()
    {
        (int code, string output, string error) = Run("--help");

        (code, error).ShouldBe((0, ""));
        output.ShouldContain("--seeds");
        output.ShouldContain("--depth");
    }

    [TestCase("--depth 0", "--depth: expected a whole number from 1 to 100, found '0'")]
    [TestCase("--seeds many", "--seeds: expected a whole number from 1 to 1000, found 'many'")]
    [TestCase("--bad", "'--bad'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected)
    {
        (int code, string output, string error) = Run(commandLine.Split(' '));

        (code, output).ShouldBe((1, ""));
        error.ShouldContain(expected);
        error.TrimEnd().ShouldNotContain('\n');
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (SkinnyNetwork.Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
