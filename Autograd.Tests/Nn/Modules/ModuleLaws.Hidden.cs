using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleLaws
{
    private static readonly double[] s_other = [7, -300, double.NaN, double.PositiveInfinity];

    // Whatever stands at the hidden places, the others have the same output and gradient, and the hidden ones no gradient. So have the
    // parameters, unless what is hidden is not finite: a product of matrices needs finite factors. Among finite numbers it is the same
    // bits.
    private static void What_is_hidden_changes_nothing(ModuleCase of)
    {
        if (of is not { Inputs: { } inputs, Hides: { } hides })
        {
            return;
        }

        Tensor hidden = hides(inputs), places = hidden.Unsqueeze(-1);
        hidden.Any().ShouldBeTrue();
        bool isOwn = of.HidesIn.Contains(0);
        Module module = of.Make().Initialize(1).To(DType.Float64);
        Tensor[] plain = of.Arguments(inputs, DType.Float64);
        (Tensor output, Tensor[] gradients) = Outcome(plain);
        foreach (double value in s_other)
        {
            string what = FormattableString.Invariant($"{of.Name}: hidden numbers replaced by {value}");
            Tensor[] spoilt = [.. plain.Select((input, i) => of.HidesIn.Contains(i) ? Tensor.Where(places, value, input) : input)];
            (Tensor other, Tensor[] others) = Outcome(spoilt);
            double tolerance = double.IsFinite(value) ? 0 : 1e-12;
            Numbers.Differences($"{what}, output", Seen(other), Seen(output), tolerance, tolerance).ShouldBeEmpty();
            int count = double.IsFinite(value) ? gradients.Length : plain.Count(input => input.DType.IsFloat());
            for (int i = 0; i < count; i++)
            {
                Numbers.Differences($"{what}, gradient {i}", Numbers.Of(others[i]), Numbers.Of(gradients[i]), tolerance, tolerance)
                    .ShouldBeEmpty();
            }
        }

        foreach (int input in of.HidesIn)
        {
            Numbers.Of(gradients[input][hidden]).ShouldAllBe(number => number == 0, $"{of.Name}, gradient {input} where it is hidden");
        }

        double[] Seen(Tensor x) => Numbers.Of(isOwn ? Tensor.Where(places, 0, x) : x);

        (Tensor Output, Tensor[] Gradients) Outcome(Tensor[] arguments)
        {
            using var tape = new Tape();
            Tensor[] floats = [.. arguments.Where(argument => argument.DType.IsFloat())];
            Array.ForEach(floats, input => tape.Watch(input));
            Tensor y = of.Call(module, arguments), upstream = Numbers.Upstream(y.Shape, y.DType);
            Tensor[] by = [.. floats, .. module.Parameters().Select(parameter => parameter.Value)];
            Tensor[] gradients = tape.Gradient(y, by, isOwn ? Tensor.Where(places, 0, upstream) : upstream);
            return (y.Detach(), Array.ConvertAll(gradients, gradient => gradient.Detach()));
        }
    }
}
