using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Modules;

/// <summary>
/// Compares the derivatives of a module by its inputs and parameters, first and second, with five-point central differences in Float64. The
/// random streams start anew at each call.
/// </summary>
internal static class ModuleDifferences
{
    // A larger module is checked at elements evenly spread over its inputs and parameters.
    private const int Most = 120;
    private const double Step = 1e-3;

    public static void Check(Module module, Tensor[] inputs, Func<Module, Tensor[], Tensor> call)
    {
        Tensor[] by = [.. inputs.Where(input => input.DType.IsFloat()), .. module.Parameters().Select(parameter => parameter.Value)];
        int count = by.Sum(tensor => tensor.Count);
        if (count == 0)
        {
            return;
        }

        Tensor[] directions = [.. by.Select((tensor, i) => Numbers.Upstream(tensor.Shape, DType.Float64, i + 1))];
        foreach (int order in new[] { 1, 2 })
        {
            double[] analytic = [.. Gradients(order).SelectMany(Numbers.Of)];
            for (int at = 0; at < count; at += Math.Max(1, count / Most))
            {
                double numeric = Difference(at, order);
                double scale = Math.Max(1, analytic.Max(Math.Abs));
                Numbers.AreNear(analytic[at], numeric, 1e-6, 1e-7 * scale).ShouldBeTrue(
                    FormattableString.Invariant($"order {order}, element {at}: {analytic[at]:R}, by differences {numeric:R}"));
            }
        }

        // The value itself, and its derivative along the directions.
        Tensor Function(Tape tape, int order)
        {
            foreach (RandomStream stream in module.NamedParts().Select(named => named.Part).OfType<RandomStream>())
            {
                stream.Generator = new Generator(5);
            }

            foreach (Tensor tensor in by.Where(tensor => !tensor.RequiresGrad))
            {
                tape.Watch(tensor);
            }

            Tensor output = call(module, inputs);
            Tensor value = (output * Numbers.Upstream(output.Shape, DType.Float64)).Sum();
            if (order == 1 || value.Tape != tape)
            {
                return value;
            }

            Tensor[] gradients = tape.Gradient(value, by, createGraph: true);
            return gradients.Zip(directions, (gradient, direction) => (gradient * direction).Sum()).Aggregate((a, b) => a + b);
        }

        Tensor[] Gradients(int order)
        {
            using var tape = new Tape();
            Tensor value = Function(tape, order);
            return value.Tape == tape
                ? [.. tape.Gradient(value, by).Select(gradient => gradient.Detach())]
                : [.. by.Select(tensor => Tensor.Zeros(tensor.Shape, DType.Float64))];
        }

        double Difference(int at, int order)
        {
            int which = 0;
            while (at >= by[which].Count)
            {
                at -= by[which++].Count;
            }

            double x = Numbers.Of(by[which])[at];
            double At(double value)
            {
                Set(value);
                using var tape = new Tape();
                return Function(tape, order).Item();
            }

            void Set(double value)
            {
                Tensor changed = by[which].Detach();
                changed.Reshape(changed.Count).SetItem(value, at);
                changed.CopyTo(by[which]);
            }

            double difference = (At(x - (2 * Step)) - (8 * At(x - Step)) + (8 * At(x + Step)) - At(x + (2 * Step))) / (12 * Step);
            Set(x);
            return difference;
        }
    }
}
